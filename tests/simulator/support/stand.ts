/** One simulator, one fake service and the official clients, wired together for a test. */
import Stripe from 'stripe';
import twilio from 'twilio';
import {
  instantPace,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from '../../../src/simulator/index.ts';
import { type FakeService, startFakeService } from './fake-service.ts';

export const accountSid = `AC${'1'.repeat(32)}`;
export const authToken = 'a-token-of-the-tests';
export const webhookSecret = 'whsec_of_the_tests';
export const elevenLabsKey = 'xi-of-the-tests';
export const elevenLabsSecret = 'wsec_of_the_tests';
export const secretKey = 'sk_test_of_the_tests';

export const jobrun = '+447476955179';
export const pool = '+447111111111';
export const owner = '+447700900123';
export const caller = '+447700900456';

export interface Stand {
  readonly sim: Simulator;
  readonly service: FakeService;
  readonly twilio: twilio.Twilio;
  readonly stripe: Stripe;
  close(): Promise<void>;
}

export async function startStand(options: Partial<SimulatorOptions> = {}): Promise<Stand> {
  const service = await startFakeService();
  const urls = {
    smsUrl: `${service.url}/sms`,
    voiceUrl: `${service.url}/voice`,
    statusCallback: `${service.url}/voice-status`,
  };
  const sim = await startSimulator({
    twilio: { accountSid, authToken },
    stripe: {
      secretKey,
      webhookSecret,
      webhookUrl: `${service.url}/stripe`,
      retryDelaysMs: [5, 10, 20, 40, 80],
    },
    elevenlabs: {
      apiKey: elevenLabsKey,
      webhookSecret: elevenLabsSecret,
      webhookUrl: `${service.url}/elevenlabs`,
      tools: { url: `${service.url}/tools`, header: 'x-tool-secret', secret: 'a-tool-secret' },
    },
    numbers: [
      { phoneE164: jobrun, ...urls },
      { phoneE164: pool, ...urls },
    ],
    onboardingNumber: jobrun,
    contacts: { [jobrun]: 'JobRun' },
    pace: instantPace,
    ...options,
  });
  return {
    sim,
    service,
    twilio: twilioClient(sim),
    stripe: new Stripe(secretKey, {
      host: '127.0.0.1',
      port: sim.port,
      protocol: 'http',
      maxNetworkRetries: 0,
    }),
    async close() {
      await sim.close();
      await service.close();
    },
  };
}

export function twilioClient(sim: Simulator, token = authToken): twilio.Twilio {
  const client = twilio(accountSid, token);
  client.api.baseUrl = sim.url;
  return client;
}
