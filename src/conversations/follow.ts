/** Does what the route of a delivery says: writes consent, takes a receipt, walks machines. */
import { consentScope, recordConsent } from '../consent/index.ts';
import { type Delivery, laneOf, type Outcome } from '../inbox/delivery.ts';
import { isBadEnd, rankOf, wordsFor } from '../messages/index.ts';
import { weighingOf } from '../outbox/weighing.ts';
import { isCarrierStopWord } from '../values/keywords.ts';
import { confirmOptOut } from './confirm.ts';
import type { Handling } from './handle.ts';
import type { Route } from './route.ts';
import { timerKey } from './sql/read.ts';
import type { EngineTools } from './tools.ts';
import { walk } from './walk.ts';
import type { Organization, World } from './world.ts';

/** Resolves to what became of the delivery. */
export async function follow(
  handling: Handling,
  decided: Route,
  organization: Organization | null,
  isOptedOut: boolean,
): Promise<Outcome> {
  const { world, attempt, sql, tools, timers } = handling;
  const { delivery, id } = attempt;
  const context = {
    sql,
    world,
    tools,
    inboundEventId: id,
    now: delivery.receivedAt,
    isAnswer: delivery.occurrence.kind !== 'timer',
    ourNumber: delivery.ourNumber,
  };
  switch (decided.kind) {
    case 'rest':
      return decided.outcome;
    case 'receipt':
      takeReceipt(world, delivery, tools);
      return 'stepped';
    case 'consent': {
      const body = delivery.occurrence.kind === 'text' ? delivery.occurrence.body : '';
      for (const scope of consentScopes(organization, delivery.ourNumber, decided.action)) {
        await recordConsent(sql, {
          orgId: organization?.id ?? null,
          scope,
          phone: delivery.theirNumber,
          channel: 'sms',
          action: decided.action,
          words: body,
          source: 'text',
          at: delivery.receivedAt,
        });
      }
      world.optedOut.set(laneOf(delivery), decided.action === 'opt_out');
      const isOurs = tools.optOutHandledBy === 'app' || !isCarrierStopWord(body);
      if (decided.action === 'opt_out' && !isOptedOut && isOurs) {
        confirmOptOut(world, delivery, organization, tools);
      }
      if (decided.event) {
        const owner = organization ?? giveBirth(world, delivery.theirNumber, tools);
        const thread = {
          ...context,
          organization: owner,
          theirNumber: delivery.theirNumber,
          isTextable: true,
        };
        await walk(thread, decided.machine ?? 'onboarding', decided.event);
      }
      return 'consent';
    }
    case 'step': {
      const { occurrence } = delivery;
      if (occurrence.kind === 'timer') {
        const token = {
          conversation_id: occurrence.conversationId,
          name: occurrence.name,
          step: occurrence.step,
        };
        if (!timers.has(timerKey(token))) return 'ignored';
        world.timersToCancel.set(`${token.conversation_id}|${token.name}`, token);
      }
      const owner =
        organization ?? (decided.mayGiveBirth ? giveBirth(world, delivery.theirNumber, tools) : null);
      if (!owner) return 'unknown_number';
      let isUsed = false;
      for (const { machine, event, thread } of decided.walks) {
        const where =
          thread === 'owner'
            ? {
                ourNumber: tools.onboardingNumber,
                theirNumber: owner.ownerPhone,
                isTextable: owner.isOwnerTextable,
              }
            : { theirNumber: delivery.theirNumber, isTextable: !isOptedOut };
        isUsed = (await walk({ ...context, organization: owner, ...where }, machine, event)) || isUsed;
      }
      return isUsed ? 'stepped' : 'ignored';
    }
    default:
      return decided satisfies never;
  }
}

/** START lifts both what was said to the organization and what a stranger said to the number before. */
function consentScopes(
  organization: Organization | null,
  ourNumber: string,
  action: 'opt_out' | 'opt_in',
): string[] {
  const own = consentScope(organization?.id ?? null, ourNumber);
  const number = consentScope(null, ourNumber);
  return action === 'opt_in' && own !== number ? [own, number] : [own];
}

/** An unknown phone that texts the onboarding number becomes a new organization (ruling 3s). */
function giveBirth(world: World, ownerPhone: string, tools: EngineTools): Organization {
  const id = tools.newId();
  const payToken = tools.newToken();
  const region = ownerPhone.startsWith('+44') ? 'UK' : ownerPhone.startsWith('+1') ? 'US' : 'INTL';
  const organization: Organization = {
    id,
    isNew: true,
    name: null,
    ownerPhone,
    ownerPhoneAsWritten: ownerPhone,
    isOwnerTextable: true,
    number: null,
    payToken,
    paymentActive: null,
  };
  world.organizations.set(id, organization);
  world.newOrganizations.set(id, { id, owner_phone: ownerPhone, region, pay_token: payToken });
  world.bornByPhone.set(ownerPhone, id);
  return organization;
}

/** Several receipts of one text in a batch: the highest rank is the one that counts. */
function takeReceipt(world: World, { occurrence }: Delivery, tools: EngineTools): void {
  if (occurrence.kind !== 'receipt') return;
  const rank = rankOf(occurrence.status);
  const key = occurrence.promiseId ?? occurrence.providerId;
  if ((world.receipts.get(key)?.rank ?? -1) >= rank) return;
  world.receipts.set(key, {
    promise_id: occurrence.promiseId,
    provider_id: occurrence.providerId,
    status: occurrence.status,
    rank,
    error_code: occurrence.errorCode,
    error_meaning: wordsFor(occurrence.errorCode),
  });
  if (!isBadEnd(occurrence.status)) return;
  const weighing = weighingOf(occurrence, tools.newId());
  world.promises.push(weighing);
  const { lane } = weighing;
  world.wakeUps.set(lane, { identifier: 'keep_promises', payload: { lane }, job_key: `lane:${lane}` });
}
