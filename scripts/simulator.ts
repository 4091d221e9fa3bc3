/** `npm run simulator`: the simulated phone network and Stripe as a process of its own, for services in other processes. */
import { Command, InvalidArgumentError } from 'commander';
import {
  humanPace,
  instantPace,
  isLieKind,
  type LieKind,
  startSimulator,
  stripeRetryDelaysMs,
  wallClock,
} from '../src/simulator/index.ts';
import { run } from './support/run.ts';
import { POOL_NUMBERS, simulatedAccounts } from './support/simulated.ts';

interface Flags {
  readonly port: number;
  readonly service: string;
  readonly node: readonly string[];
  readonly numbers: readonly string[];
  readonly seed?: number;
  readonly lies: number;
  readonly kinds?: readonly LieKind[];
  readonly speed: number;
  readonly pace: 'human' | 'instant';
  readonly stripeRetries: 'quick' | 'real';
  readonly optOutBy: 'twilio' | 'app';
  readonly record?: string;
}

/** Every flag has a variable of the same name behind `SIM_`. */
const command = new Command()
  .name('simulator')
  .description('Starts the simulated phone network and Stripe, and prints the address.')
  .addHelpText('after', '\nEach flag may be given as a variable instead: SIM_PORT, SIM_STRIPE_RETRIES, …');
for (const [flags, words, read, otherwise] of [
  ['--port <port>', 'where it listens; 0 is any free port', number, 4100],
  ['--service <url>', "the service's public base URL", word, 'http://127.0.0.1:3000'],
  ['--node <urls>', 'nodes behind that URL, separated by commas, called in turn', list, []],
  ['--numbers <numbers>', 'pool numbers of the account, separated by commas', list, POOL_NUMBERS],
  ['--seed <seed>', 'of the lies; drawn and printed when left out', number, undefined],
  ['--lies <rate>', 'the share of things that are lied about, 0 to 1', number, 0],
  ['--kinds <kinds>', 'only these lies, separated by commas', kinds, undefined],
  ['--speed <factor>', 'seconds of the network in one real second', number, 1],
  ['--pace <pace>', 'human or instant', word, 'human'],
  ['--stripe-retries <schedule>', 'quick, or real (three days, divided by the speed)', word, 'quick'],
  ['--opt-out-by <who>', 'who answers STOP: twilio or app', word, 'twilio'],
  ['--record <file>', "writes the network's own record there, a JSON document a line", word, undefined],
] as const) {
  const option = command.createOption(flags, words).argParser<unknown>(read).default(otherwise);
  command.addOption(option.env(`SIM_${option.name().replaceAll('-', '_').toUpperCase()}`));
}

await run(async () => {
  const flags = command.parse().opts<Flags>();
  const service = flags.service.replace(/\/+$/, '');
  const simulator = await startSimulator({
    ...simulatedAccounts({
      serviceUrl: service,
      poolNumbers: flags.numbers,
      pace: flags.pace === 'instant' ? instantPace : humanPace,
      ...(flags.stripeRetries === 'real' ? { retryDelaysMs: stripeRetryDelaysMs } : {}),
    }),
    port: flags.port,
    clock: wallClock(flags.speed),
    optOutHandledBy: flags.optOutBy === 'app' ? 'app' : 'twilio',
    lies: {
      rate: flags.lies,
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      ...(flags.kinds ? { kinds: flags.kinds } : {}),
    },
    ...(flags.node.length > 0 ? { targets: { publicBaseUrl: service, nodes: flags.node } } : {}),
    ...(flags.record ? { recordFile: flags.record } : {}),
    log: (message, fields) => console.error(message, fields ?? ''),
  });
  const { seed, rate } = simulator.lies.setting;
  console.log(`simulator ${simulator.url} lies ${rate} seed ${seed}`);

  const end = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end.resolve());
  await end.promise;
  await simulator.close();
});

function word(given: string): string {
  return given;
}

function number(given: string): number {
  if (given.trim() === '' || Number.isNaN(Number(given)))
    throw new InvalidArgumentError('It is not a number.');
  return Number(given);
}

function list(given: string): string[] {
  return given.split(',').filter((one) => one !== '');
}

function kinds(given: string): LieKind[] {
  return list(given).map((kind) => {
    if (!isLieKind(kind)) throw new InvalidArgumentError(`There is no lie "${kind}".`);
    return kind;
  });
}
