/** The runbook of outbound calls: the ten boxes of its quick check list, each a scene, with the document's own statements. */
import type { Runbook } from '../player/script.ts';
import { testCall } from './box-04-test-call.ts';
import { doNotCall } from './box-05-do-not-call.ts';
import { inbound } from './box-09-inbound.ts';
import { callTypeMissing } from './box-10-call-type.ts';
import { environment, startUpLog, table } from './boxes-01-to-03.ts';
import { forgedSignature, mainLineOnly, secretIsSet } from './boxes-06-to-08.ts';
import { BUSINESS, NUMBER } from './people.ts';
import { setup } from './setup.ts';

/** 09:00 UTC is noon in Istanbul, where the documented phones are: calls may leave. */
const NOON_IN_ISTANBUL = 9;

export const outbound: Runbook = {
  title: 'Runbook: outbound calls V1',
  hour: NOON_IN_ISTANBUL,
  placeholders: {
    '<TEST_BUSINESS_ID>': BUSINESS,
    // The documents leave the quotes out (ruling X4).
    '<BUSINESS_ID>': `'${BUSINESS}'`,
    '<phone_number_id>': encodeURIComponent(NUMBER),
  },
  env: {
    PHONE_OUTBOUND_V1_ENABLED: 'true',
    PHONE_INBOUND_ENABLED: 'false',
    PHONE_OUTBOUND_V1_CLASSIFIER_MODE: 'KEYWORD_ONLY',
    PHONE_OUTBOUND_V1_CANARY_BUSINESS_IDS: '<TEST_BUSINESS_ID>',
  },
  setup,
  scenes: [
    environment,
    startUpLog,
    table,
    testCall,
    doNotCall,
    mainLineOnly,
    forgedSignature,
    secretIsSet,
    inbound,
    callTypeMissing,
  ],
};
