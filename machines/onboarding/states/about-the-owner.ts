/** S3 and S4: the owner's name, and how they hear of new jobs. */
import type { Question } from '../questions.ts';
import { onboarding } from '../setup.ts';
import { askBusinessName } from './about-the-business.ts';
import { askingForPerson, beingThere, goingBack, notUnderstood, reminding } from './every-state.ts';

const askOwnerName = (): Question => ({ question: 'ownerName' });
export const askNotification = (): Question => ({ question: 'notification' });

export const S3_OWNER_NAME = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S3_OWNER_NAME', askOwnerName) },
  on: {
    ...beingThere('S3_OWNER_NAME', askOwnerName),
    OWNER_TEXTED: [
      askingForPerson('S3_OWNER_NAME', askOwnerName),
      goingBack('S2_BUSINESS_NAME', askBusinessName),
      {
        guard: 'namesOwner',
        target: 'S4_NOTIFICATION_PREF',
        actions: [
          'keepOwnerName',
          'clearFailures',
          { type: 'saveOrganization', params: ({ context }) => ({ ownerName: context.ownerName ?? '' }) },
          {
            type: 'sendText',
            params: ({ context }) => ({
              text: 'askNotification',
              values: { ownerName: context.ownerName },
            }),
          },
        ],
      },
      ...notUnderstood('S3_OWNER_NAME', askOwnerName),
    ],
  },
});

export const S4_NOTIFICATION_PREF = onboarding.createStateConfig({
  entry: 'countReminders',
  after: { reminder: reminding('S4_NOTIFICATION_PREF', askNotification) },
  on: {
    ...beingThere('S4_NOTIFICATION_PREF', askNotification),
    OWNER_TEXTED: [
      askingForPerson('S4_NOTIFICATION_PREF', askNotification),
      goingBack('S3_OWNER_NAME', askOwnerName),
      {
        guard: 'choosesSms',
        target: 'S5_CONFIRM_LIVE',
        actions: [
          'keepNotification',
          'clearFailures',
          { type: 'saveOrganization', params: { notificationPreference: 'SMS' } },
          { type: 'sendText', params: { text: 'askToConfirm' } },
        ],
      },
      ...notUnderstood('S4_NOTIFICATION_PREF', askNotification),
    ],
  },
});
