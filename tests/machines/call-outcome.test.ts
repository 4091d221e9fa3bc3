/** What a call leads to: every label and its action, tries, tools, and everything that comes late, twice or in the wrong order. */
import { describe, expect, test } from 'vitest';
import type { CallReport, ToolUse } from '../../machines/call-outcome/events.ts';
import { World } from '../transcripts/world.ts';

const PLACED = { callId: 'call-1', conversationId: 'conv_1', callSid: 'CA1' };

const report = (change: Partial<CallReport> = {}): CallReport => ({
  conversationId: 'conv_1',
  callSid: 'CA1',
  callId: 'call-1',
  status: 'done',
  notReached: null,
  endReason: 'client ended call',
  turns: [],
  dtmf: null,
  summary: 'A talk.',
  durationS: 42,
  ...change,
});

class Call {
  readonly world = new World({ theirNumber: '+447700900123', number: '+447111111111' });

  due() {
    this.world.happen('call-outcome', { type: 'CALL_DUE', callId: 'call-1' });
    return this;
  }
  placed() {
    this.world.happen('call-outcome', { type: 'CALL_PLACED', ...PLACED });
    return this;
  }
  reports(change: Partial<CallReport>, callId = 'call-1') {
    this.world.happen('call-outcome', { type: 'CALL_REPORTED', callId, report: report(change) });
    return this;
  }
  ends(...said: string[]) {
    const turns = said.flatMap((text) => [
      { role: 'agent' as const, text: 'Hello, this is your appointment reminder.' },
      { role: 'user' as const, text },
    ]);
    return this.reports({ turns });
  }
  tool(use: ToolUse, callId = 'call-1') {
    this.world.happen('call-outcome', { type: 'TOOL_CALLED', callId, conversationId: 'conv_1', use });
    return this;
  }
  get state() {
    return this.world.stateOf('call-outcome');
  }
  /** What was done, without the log. */
  get did() {
    return this.world.effects.flatMap(({ effect }) => (effect.type === 'log' ? [] : [effect.type]));
  }
  of(type: string) {
    return this.world.effects.flatMap(({ effect }) => (effect.type === type ? [effect.params] : []));
  }
  /** The last thing that was written about the row. */
  get saved() {
    return (this.of('saveCall').at(-1) as { change: Record<string, unknown> }).change;
  }
}

const ringing = () => new Call().due().placed();
const live = () => ringing().reports({ status: 'in-progress', endReason: null });

describe('dialling', () => {
  test('a call that is due is weighed and promised, and nothing else', () => {
    const call = new Call().due();
    expect(call.state).toBe('dialling');
    expect(call.did).toEqual(['takeCall', 'placeAgentCall']);
    expect(call.of('placeAgentCall')).toEqual([
      { callId: 'call-1', agentId: 'agent_1', variables: { name: 'Anna' } },
    ]);
  });

  test.each([
    { type: 'CALL_PUT_OFF', callId: 'call-1', waitsFor: 'window' },
    { type: 'CALL_STOPPED', callId: 'call-1', reason: 'do_not_call' },
  ])('$type: nobody is rung', (answer) => {
    const call = new Call();
    call.world.gate = answer;
    expect(call.due().state).toBe('idle');
    expect(call.did).toEqual(['takeCall']);
  });

  test('another call to this phone waits, the same one again does nothing', () => {
    const call = new Call().due().due();
    expect(call.did).toEqual(['takeCall', 'placeAgentCall']);
    call.world.happen('call-outcome', { type: 'CALL_DUE', callId: 'call-2' });
    expect(call.of('putOffCall')).toEqual([{ callId: 'call-2', waitsFor: 'earlier_call', until: null }]);
    expect(call.state).toBe('dialling');
  });

  test('a state that an operator wrote by hand, without a call, takes the next one', () => {
    const call = new Call();
    call.world.writeByHand('call-outcome', 'live');
    expect(call.due().state).toBe('dialling');
    expect(call.did).toEqual(['takeCall', 'placeAgentCall']);
  });

  test.each(['window', 'flag'] as const)('held back by the %s: back into the queue', (why) => {
    const call = new Call().due();
    const until = '2026-11-21T08:00:00.000Z';
    call.world.happen('call-outcome', { type: 'CALL_HELD_BACK', callId: 'call-1', why, until });
    expect(call.state).toBe('idle');
    expect(call.of('putOffCall')).toEqual([{ callId: 'call-1', waitsFor: why, until }]);
  });

  test.each(['do_not_call', 'cancelled'] as const)('held back because of %s: closed', (why) => {
    const call = new Call().due();
    call.world.happen('call-outcome', { type: 'CALL_HELD_BACK', callId: 'call-1', why, until: null });
    expect(call.state).toBe('idle');
    expect(call.saved).toEqual({ status: why, endReason: why });
  });

  test('refused by the company: failed with its code, and no second try', () => {
    const call = new Call().due();
    const event = { type: 'CALL_NOT_PLACED', callId: 'call-1', code: '422', reason: 'no such agent' };
    call.world.happen('call-outcome', event);
    expect(call.state).toBe('idle');
    expect(call.saved).toEqual({ status: 'failed', endReason: '422: no such agent' });
    expect(call.did).not.toContain('callAgain');
  });

  test('nobody knows whether it was dialled: unclear, an alert, and never a second try', () => {
    const call = new Call().due();
    call.world.happen('call-outcome', { type: 'CALL_LOST', callId: 'call-1', reason: 'away' });
    expect(call.saved).toEqual({ status: 'unclear', endReason: 'away' });
    expect(call.did).toEqual(['takeCall', 'placeAgentCall', 'saveCall', 'alertOperator']);
  });

  test('a keeper that never answers leaves the phone free again after two hours', () => {
    const call = new Call().due();
    call.world.wait(2 * 3_600_000);
    expect(call.state).toBe('idle');
    expect(call.saved).toMatchObject({ status: 'unclear' });
  });
});

describe('labels and what follows from them', () => {
  test.each([
    { said: 'yes please', label: 'YES', follows: [] },
    { said: 'no thank you', label: 'NO', follows: [] },
    { said: 'call me tomorrow at ten', label: 'LATER', follows: ['scheduleFollowUp'] },
    { said: 'please stop calling me', label: 'DONT_CALL', follows: ['stopCalling'] },
    { said: 'let me talk to a person', label: 'ASK_AGENT', follows: ['askForCallback', 'textOwner'] },
    { said: 'the weather is nice', label: 'UNKNOWN', follows: [] },
  ])('"$said" is $label', ({ said, label, follows }) => {
    const call = live();
    const before = call.did.length;
    call.ends(said);
    expect(call.state).toBe('idle');
    expect(call.saved).toMatchObject({ status: 'completed', label, summary: 'A talk.', durationS: 42 });
    expect(call.did.slice(before)).toEqual(['saveCall', ...follows]);
  });

  test('the words that decided are in the ledger and in the log', () => {
    const call = live().ends('please stop calling me');
    const [stopping] = call.of('stopCalling') as { words: string; source: string }[];
    expect(stopping?.source).toBe('call');
    expect(stopping?.words).toMatch(/stop calling/i);
    const ended = call.world.shown.flatMap((one) => (one.kind === 'log' ? [one] : [])).at(-1);
    expect(ended).toMatchObject({
      line: 'phone_outbound_v1 call ended',
      fields: { callId: 'call-1', label: 'DONT_CALL', evidence: stopping?.words },
    });
  });

  test('a follow-up is at the time they said, and never at night', () => {
    const [tomorrow] = live().ends('call me tomorrow at ten').of('scheduleFollowUp');
    expect(tomorrow).toMatchObject({ at: '2026-11-21T10:00:00.000Z', channel: 'call' });
    const [later] = live().ends('not now, call me later').of('scheduleFollowUp') as { at: string }[];
    const hour = new Date(later?.at ?? '').getUTCHours();
    expect(hour).toBeGreaterThanOrEqual(8);
    expect(hour).toBeLessThan(21);
  });

  test('who wants a text gets a text', () => {
    const [promise] = live().ends('I am busy, text me tomorrow at ten').of('scheduleFollowUp');
    expect(promise).toMatchObject({ channel: 'text' });
  });

  test('a text that is due is sent once, in the name of the business', () => {
    const call = new Call();
    call.world.businessName = 'ABC Plumbing';
    const event = { type: 'FOLLOW_UP_DUE', followUpId: 'f-1', callType: 'BILLING_REMINDER' };
    call.world.happen('call-outcome', event);
    expect(call.did).toEqual(['sendText', 'closeFollowUp']);
    expect(call.world.shown).toContainEqual(
      expect.objectContaining({
        kind: 'text',
        text: "This is ABC Plumbing. You asked us to text you about your bill. Just reply here and we'll sort it out.",
      }),
    );
  });

  test('the owner reads who wants to be rung, and about what', () => {
    const call = live().ends('let me talk to a person');
    expect(call.world.shown).toContainEqual(
      expect.objectContaining({
        kind: 'text',
        isToOwner: true,
        text: expect.stringMatching(/^Please ring Anna, \+447700900123, about their appointment/),
      }),
    );
  });
});

describe('nobody answers', () => {
  test.each([
    { notReached: 'no_answer', attempt: 1, afterMs: 30 * 60_000 },
    { notReached: 'busy', attempt: 2, afterMs: 4 * 3_600_000 },
  ] as const)('$notReached at try $attempt: again', ({ notReached, attempt, afterMs }) => {
    const call = new Call();
    call.world.attempt = attempt;
    call.due().placed().reports({ status: 'failed', notReached, endReason: null });
    expect(call.state).toBe('idle');
    expect(call.saved).toMatchObject({ status: notReached });
    expect(call.of('callAgain')).toEqual([{ callId: 'call-1', afterMs }]);
  });

  test.each([
    { notReached: 'no_answer', attempt: 3 },
    { notReached: 'failed', attempt: 1 },
  ] as const)('$notReached at try $attempt: that was all', ({ notReached, attempt }) => {
    const call = new Call();
    call.world.attempt = attempt;
    call.due().placed().reports({ status: 'failed', notReached });
    expect(call.saved).toMatchObject({ status: notReached });
    expect(call.did).not.toContain('callAgain');
  });
});

describe('tools', () => {
  test('what the agent logged is the label, though nothing was understood', () => {
    const call = live().tool({ tool: 'log_call_outcome', label: 'NO', notes: 'has moved' });
    expect(call.saved).toMatchObject({ status: 'answered', label: 'NO', notes: 'has moved' });
    expect(call.ends('hm').saved).toMatchObject({ status: 'completed', label: 'NO' });
  });

  test('who asks not to be called is believed whatever the agent logged', () => {
    const call = live().tool({ tool: 'log_call_outcome', label: 'YES', notes: null });
    expect(call.ends('yes. and never call me again').saved).toMatchObject({ label: 'DONT_CALL' });
    expect(call.of('stopCalling')).toHaveLength(1);
  });

  test.each([
    { tool: 'set_do_not_call', reason: 'angry' },
    { tool: 'log_call_outcome', label: 'DONT_CALL', notes: null },
  ] as const)('$tool stops at once, and the end says so', (use) => {
    const call = live().tool(use);
    expect(call.of('stopCalling')).toMatchObject([{ source: 'tool' }]);
    expect(call.state).toBe('live');
    expect(call.ends('bye').saved).toMatchObject({ label: 'DONT_CALL' });
  });

  test('a callback is told to the owner once, however it is asked for', () => {
    const use = { tool: 'create_callback', name: 'Anna', reason: 'the price', preferredTime: null } as const;
    const call = live().tool(use).tool(use).ends('let me talk to a person');
    expect(call.of('textOwner')).toHaveLength(1);
    expect(call.saved).toMatchObject({ label: 'ASK_AGENT' });
  });

  test('a follow-up that the agent promised is not promised a second time', () => {
    const use = {
      tool: 'schedule_followup',
      at: '2026-11-23T09:00:00Z',
      channel: 'text',
      notes: null,
    } as const;
    const call = live().tool(use).ends('call me tomorrow at ten');
    expect(call.of('scheduleFollowUp')).toEqual([
      { callId: 'call-1', at: '2026-11-23T09:00:00Z', channel: 'text', words: '' },
    ]);
    expect(call.saved).toMatchObject({ label: 'LATER' });
  });

  test('a tool shows that somebody is on the line', () => {
    const call = ringing().tool({ tool: 'log_call_outcome', label: 'YES', notes: null });
    expect(call.state).toBe('live');
  });

  test('between calls, and of another call, a tool does nothing', () => {
    const use = { tool: 'set_do_not_call', reason: null } as const;
    expect(new Call().tool(use).did).toEqual([]);
    expect(live().tool(use, 'call-2').of('stopCalling')).toEqual([]);
  });
});

describe('late, twice, in the wrong order', () => {
  test('the end before the answer to the dialling: it counts, and the answer finds no call', () => {
    const call = new Call().due().ends('yes please');
    expect(call.state).toBe('idle');
    expect(call.saved).toMatchObject({ status: 'completed', label: 'YES', conversationId: 'conv_1' });
    const did = call.did;
    expect(call.placed().did).toEqual(did);
  });

  test('the answer to the dialling after a report is only written down', () => {
    const call = new Call().due().reports({ status: 'in-progress' });
    expect(call.placed().state).toBe('live');
    expect(call.saved).toEqual({ conversationId: 'conv_1', callSid: 'CA1' });
  });

  test('a second end, a report of another conversation, a report that is behind: nothing changes', () => {
    const call = live().ends('yes please');
    const did = call.did;
    expect(call.ends('please stop calling me').did).toEqual(did);
    const other = live();
    const before = other.did;
    expect(other.reports({ conversationId: 'conv_9' }).reports({}, 'call-9').did).toEqual(before);
    expect(other.reports({ status: 'initiated' }).reports({ status: 'processing' }).did).toEqual(before);
    expect(other.state).toBe('live');
  });
});

describe('asking', () => {
  test('without a webhook the company is asked, less and less often, and given up after some hour', () => {
    const call = ringing();
    call.world.wait(30_000);
    expect(call.of('askAboutCall')).toEqual([{ callId: 'call-1', conversationId: 'conv_1' }]);
    call.world.wait(2 * 3_600_000);
    expect(call.of('askAboutCall')).toHaveLength(15);
    expect(call.state).toBe('idle');
    expect(call.saved).toMatchObject({ status: 'unclear' });
    expect(call.did).toContain('alertOperator');
  });

  test('what is heard in time ends the asking', () => {
    const call = live().ends('yes please');
    call.world.wait(3_600_000);
    expect(call.of('askAboutCall')).toEqual([]);
  });
});
