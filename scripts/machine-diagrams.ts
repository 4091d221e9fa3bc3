/**
 * Draws the machines from their code, so that the pictures in ARCHITECTURE.md cannot grow old: rewrites what stands
 * between `<!-- machine:NAME -->` and `<!-- /machine:NAME -->`. With `--check` it writes nothing and exits 1 when out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { type MachineSpec, machines } from '../machines/index.ts';

const DOCUMENT = fileURLToPath(new URL('../ARCHITECTURE.md', import.meta.url));

/** A mermaid `stateDiagram-v2`. What leads from a state to itself is left out: it is most of the talk and no news. */
export function machineDiagram(spec: MachineSpec): string {
  const { root } = spec.machine;
  const states: AnyStateNode[] = Object.values(root.states);
  const everywhere = transitionsOf(root);
  const lines = ['stateDiagram-v2', `  [*] --> ${String(root.initial.target[0]?.key)}`];
  for (const state of states) {
    const labels = new Map<string, Map<string, string[]>>();
    for (const transition of [...transitionsOf(state), ...everywhere]) {
      const target = transition.target?.[0]?.key;
      if (target === undefined || target === state.key) continue;
      const events = labels.get(target) ?? new Map<string, string[]>();
      const questions = events.get(eventOf(transition)) ?? [];
      labels.set(target, events.set(eventOf(transition), [...questions, ...questionOf(transition)]));
    }
    for (const [target, events] of labels) lines.push(`  ${state.key} --> ${target} : ${worded(events)}`);
  }
  return `${lines.join('\n')}\n`;
}

function transitionsOf(node: AnyStateNode): AnyTransitionDefinition[] {
  return [...node.transitions.values()].flat();
}

function eventOf({ eventType }: AnyTransitionDefinition): string {
  const [, timer] = /^xstate\.after\.([^.]+)\./.exec(eventType) ?? [];
  return timer === undefined ? eventType : `after ${timer}`;
}

/** The guard, where there is one: the question that decides where several answers lead elsewhere. */
function questionOf({ guard }: AnyTransitionDefinition): string[] {
  if (typeof guard === 'string') return [guard];
  if (typeof guard !== 'object' || guard === null || !('type' in guard)) return [];
  const params = 'params' in guard ? Object.values(guard.params ?? {}) : [];
  return [[String(guard.type), ...params.map(String)].join(' ')];
}

function worded(events: ReadonlyMap<string, readonly string[]>): string {
  return [...events]
    .map(([event, questions]) => (questions.length === 0 ? event : `${event} (${questions.join(' or ')})`))
    .join(', ');
}

/** The document with every picture drawn anew. Throws on a block that names no machine. */
export function withDiagrams(document: string): string {
  return document.replace(
    /(<!-- machine:([\w-]+) -->\n)[\s\S]*?(<!-- \/machine:\2 -->)/g,
    (_, open: string, name: string, close: string) => {
      const spec = Object.values(machines).find((machine) => machine.name === name);
      if (!spec) throw new Error(`ARCHITECTURE.md wants a picture of "${name}", which is no machine`);
      return `${open}\n\`\`\`mermaid\n${machineDiagram(spec)}\`\`\`\n\n${close}`;
    },
  );
}

function main(isCheck: boolean): number {
  if (!existsSync(DOCUMENT)) {
    console.log('No ARCHITECTURE.md here: nothing to draw into.');
    return 0;
  }
  const before = readFileSync(DOCUMENT, 'utf8');
  const after = withDiagrams(before);
  if (before === after) return 0;
  if (isCheck) {
    console.error('ARCHITECTURE.md shows old machines: run `tsx scripts/machine-diagrams.ts`.');
    return 1;
  }
  writeFileSync(DOCUMENT, after);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.includes('--check'));
