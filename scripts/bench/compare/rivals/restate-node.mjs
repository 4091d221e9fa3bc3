/** Restate's side: the conversation as a virtual object for each phone, served by `@restatedev/xstate`. `PORT` is where. */
import { endpoint } from '@restatedev/restate-sdk';
import { xstate } from '@restatedev/xstate';
import { fromPromise } from '@restatedev/xstate/promise';
import { conversationOf } from './machine.mjs';
import { endWithParent } from './parent.mjs';

endWithParent();
// An invocation of its own, durable once the step is. The network answers at once: what sending costs is not compared.
// Without Restate's own retries of a failed send, which would cost one more invocation a text.
const sendText = fromPromise(async () => 'accepted');
const conversation = xstate('onboarding', conversationOf(/** @type {any} */ (sendText)));
await endpoint().bind(conversation).listen(Number(process.env.PORT));
