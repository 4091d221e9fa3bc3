/** The pictures of the machines come from their code. */
import { describe, expect, test } from 'vitest';
import { machines, stateNames } from '../../machines/index.ts';
import { machineDiagram, withDiagrams } from '../../scripts/machine-diagrams.ts';

describe('a machine diagram', () => {
  test.each(Object.values(machines))('$name shows every state and where it begins', (spec) => {
    const diagram = machineDiagram(spec);
    expect(diagram.startsWith(`stateDiagram-v2\n  [*] --> ${stateNames(spec)[0]}\n`)).toBe(true);
    for (const state of stateNames(spec)) expect(diagram).toContain(state);
    for (const line of diagram.trimEnd().split('\n').slice(2)) {
      expect(line).toMatch(/^ {2}\w+ --> \w+ : (?:[A-Z_]+|after )/);
      const [, from, to] = /^ {2}(\w+) --> (\w+)/.exec(line) ?? [];
      expect(from, 'a state that leads to itself is no news').not.toBe(to);
      expect(line).not.toMatch(/xstate|undefined|\[object/);
    }
  });

  test('the payment gate, as it is', () => {
    expect(machineDiagram(machines['payment-gate'])).toContain(
      '  active --> stopped : SUBSCRIPTION_FETCHED (isStoppedWithAnotherPaid or isStopped)\n',
    );
    expect(machineDiagram(machines.onboarding)).toContain(
      '  S9_TEST_CALL --> S8_FWD_CONFIRM : TEST_CALL_FAILED, OWNER_TEXTED (goesBack), after testCall\n',
    );
  });

  test('only what stands between the marks is rewritten, and writing twice changes nothing', () => {
    const document = 'Before.\n<!-- machine:forwarding -->\nold\n<!-- /machine:forwarding -->\nAfter.\n';
    const drawn = withDiagrams(document);
    expect(drawn).toMatch(/^Before\.\n<!-- machine:forwarding -->\n\n```mermaid\nstateDiagram-v2\n/);
    expect(drawn).toMatch(/```\n\n<!-- \/machine:forwarding -->\nAfter\.\n$/);
    expect(drawn).not.toContain('old');
    expect(withDiagrams(drawn)).toBe(drawn);
  });

  test('a block for a machine that does not exist is refused', () => {
    expect(() => withDiagrams('<!-- machine:nobody -->\n<!-- /machine:nobody -->')).toThrow('no machine');
  });
});
