/** Hands a queued call to its machine, which weighs it and promises its dialling. */
import type { OutboundTools } from './types.ts';

export interface QueuedCall {
  readonly id: string;
  readonly org_id: string;
  readonly our_number: string;
  readonly phone: string;
  /** Makes each time an event of its own: one that is delivered twice does nothing the second time. */
  readonly turn: number;
}

export async function putForward(
  { advance, clock }: Pick<OutboundTools, 'advance' | 'clock'>,
  call: QueuedCall,
): Promise<void> {
  await advance({
    provider: 'jobrun',
    providerEventId: `call:${call.id}:${call.turn}`,
    ourNumber: call.our_number,
    theirNumber: call.phone,
    orgId: call.org_id,
    isTextable: true,
    occurrence: { kind: 'machine', machine: 'call-outcome', event: { type: 'CALL_DUE', callId: call.id } },
    receivedAt: clock.now(),
    answer: () => '',
  });
}
