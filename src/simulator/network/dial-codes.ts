/** The codes of 3GPP TS 22.030 that a dialler understands: read here, carried out in `forwarding.ts`. */

export type ForwardingService = 'unconditional' | 'noReply' | 'busy' | 'unreachable';

export interface DialCode {
  readonly act: 'register' | 'activate' | 'deactivate' | 'erase' | 'query';
  readonly services: readonly ForwardingService[];
  /** As dialled, not normalised; null when the code carries none. */
  readonly target: string | null;
  readonly seconds: number | null;
}

const conditional: readonly ForwardingService[] = ['noReply', 'busy', 'unreachable'];
const serviceCodes: Readonly<Record<string, readonly ForwardingService[]>> = {
  '21': ['unconditional'],
  '61': ['noReply'],
  '62': ['unreachable'],
  '67': ['busy'],
  '004': conditional,
  '002': ['unconditional', ...conditional],
};

const acts: Readonly<Record<string, DialCode['act']>> = {
  '**': 'register',
  '*': 'activate',
  '#': 'deactivate',
  '##': 'erase',
  '*#': 'query',
};

/** Prefix, service, and the three optional supplements: number, basic service (11 = voice), seconds. */
const gsm = /^(\*\*|\*#|\*|##|#)(\d{2,3})(?:\*(\+?[\d ]*))?(?:\*(\d*))?(?:\*(\d*))?#$/;

/** Verizon has its own: `*72` all calls, `*71` unanswered and busy, `*73` off. */
const verizon = /^\*(71|72|73)(\+?\d*)$/;

/** Whether the network, and not a person, is meant by what was dialled. */
export function isDialCode(dialled: string): boolean {
  return /^[*#]/.test(dialled.trim());
}

/** Null when the network would answer "unknown application". */
export function readDialCode(dialled: string): DialCode | null {
  const code = dialled.replace(/[\s()-]/g, '');
  const verizonMatch = verizon.exec(code);
  if (verizonMatch) return verizonCode(verizonMatch[1], verizonMatch[2]);
  const match = gsm.exec(code);
  if (!match) return null;
  const [, prefix = '', service = '', number, , seconds] = match;
  const act = acts[prefix];
  const services = serviceCodes[service];
  if (!act || !services) return null;
  return {
    // `*21*DN#` registers as well: a number was given.
    act: act === 'activate' && number ? 'register' : act,
    services,
    target: number || null,
    seconds: seconds ? Number(seconds) : null,
  };
}

function verizonCode(code: string | undefined, number: string | undefined): DialCode {
  if (code === '73') {
    return { act: 'erase', services: ['unconditional', ...conditional], target: null, seconds: null };
  }
  const services: readonly ForwardingService[] = code === '72' ? ['unconditional'] : ['noReply', 'busy'];
  return { act: 'register', services, target: number || null, seconds: null };
}
