/** What the payment gate says to the owner. GSM-7 only and at most two segments. */
import type { TypedWording } from '../step/index.ts';

type Link = { link: string };

const paymentFailed: TypedWording<Link> = ({ link }, { brandName }) =>
  `Your last ${brandName} payment didn't go through. Nothing has stopped yet and we'll try again, but please check your card here: ${link}`;

const paymentRecovered: TypedWording<unknown> = (_, { brandName }) =>
  `Thanks, your ${brandName} payment has gone through and everything carries on as before.`;

const serviceStopped: TypedWording<Link> = ({ link }, { brandName }) =>
  `Your ${brandName} subscription has stopped, so we're no longer texting back the callers you miss. To start again: ${link} Reply HELP for help.`;

const serviceResumed: TypedWording<unknown> = (_, { brandName }) =>
  `Welcome back! Your ${brandName} subscription is active again.`;

export const texts = { paymentFailed, paymentRecovered, serviceStopped, serviceResumed };
