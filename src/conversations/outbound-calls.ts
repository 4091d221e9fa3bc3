/** The inside effects of the call-outcome machine: each one verb of the room `outbound`, in the transaction of the step. */
import type { Effects, MachineEvent } from '../../machines/step/index.ts';
import {
  askForCallback,
  callAgain,
  closeFollowUp,
  putOffCall,
  saveCall,
  scheduleFollowUp,
  stopCalling,
  takeCall,
} from '../outbound/index.ts';
import type { InsideContext } from './inside.ts';

async function take({ callId }: Effects['takeCall'], context: InsideContext): Promise<MachineEvent | null> {
  const { sql, organization, now, outbound: terms } = context;
  const outcome = await takeCall(sql, { orgId: organization.id, callId, now, terms });
  switch (outcome.kind) {
    case 'taken':
      return { type: 'CALL_TAKEN', call: outcome.call };
    case 'put_off':
      return { type: 'CALL_PUT_OFF', callId, waitsFor: outcome.waitsFor };
    case 'stopped':
      return { type: 'CALL_STOPPED', callId, reason: outcome.reason };
    case 'gone':
      return null;
    default:
      return outcome satisfies never;
  }
}

/** Answered by nothing. */
const silent =
  <Params>(verb: (params: Params, context: InsideContext) => Promise<void>) =>
  async (params: Params, context: InsideContext): Promise<null> => {
    await verb(params, context);
    return null;
  };

export const callHandlers = {
  takeCall: take,
  saveCall: silent((params: Effects['saveCall'], { sql, now }) => saveCall(sql, { ...params, now })),
  putOffCall: silent((params: Effects['putOffCall'], { sql, now }) => putOffCall(sql, { ...params, now })),
  callAgain: silent(({ callId, afterMs }: Effects['callAgain'], { sql, now, newId }) =>
    callAgain(sql, { callId, newId: newId(), notBefore: new Date(now.getTime() + afterMs), now }),
  ),
  stopCalling: silent((params: Effects['stopCalling'], { sql, organization, thread, now }) =>
    stopCalling(sql, { ...params, orgId: organization.id, phone: thread.theirNumber, now }),
  ),
  scheduleFollowUp: silent((params: Effects['scheduleFollowUp'], { sql, organization, now, newId }) =>
    scheduleFollowUp(sql, { ...params, orgId: organization.id, id: newId(), now }),
  ),
  closeFollowUp: silent(({ followUpId }: Effects['closeFollowUp'], { sql, now }) =>
    closeFollowUp(sql, followUpId, now),
  ),
  askForCallback: silent((params: Effects['askForCallback'], { sql, organization, now, newId }) =>
    askForCallback(sql, { ...params, orgId: organization.id, id: newId(), now }),
  ),
};
