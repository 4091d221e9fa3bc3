/** What the payment pages say. Each is the end of a road: it says where the owner stands and gives one way on. */
import { BackToMessages, Page, type PageLook } from './page.tsx';

interface Looked {
  readonly look: PageLook;
}

export const Paid = ({ look }: Looked) => (
  <Page look={look} title="Thank you" mood="good">
    <p>We'll text you as soon as your payment is confirmed; that usually takes a few seconds.</p>
    <p>You can go back to your messages.</p>
    <BackToMessages look={look} />
  </Page>
);

export const BeingConfirmed = ({ look }: Looked) => (
  <Page look={look} title="Your payment is being confirmed" mood="calm">
    <p>There is nothing more to pay. We'll text you in a moment.</p>
    <BackToMessages look={look} />
  </Page>
);

export const Cancelled = ({ look }: Looked) => (
  <Page look={look} title="Nothing was charged" mood="calm">
    <p>You can go back to your messages. The link there works whenever you are ready.</p>
    <BackToMessages look={look} />
  </Page>
);

export const AlreadyActive = ({ look, portalPath }: Looked & { portalPath: string | null }) => (
  <Page look={look} title="You're all set" mood="good">
    <p>Your subscription is active. There is nothing to pay.</p>
    {portalPath && (
      <a class="button" href={portalPath} rel="nofollow">
        Manage your subscription
      </a>
    )}
    <BackToMessages look={look} quiet={portalPath !== null} />
  </Page>
);

export const NothingToManage = ({ look }: Looked) => (
  <Page look={look} title="Nothing to manage yet" mood="calm">
    <p>There is no card or subscription to look after. If you have just paid, try again in a minute.</p>
    <BackToMessages look={look} />
  </Page>
);

export const PortalLeft = ({ look }: Looked) => (
  <Page look={look} title="All done" mood="good">
    <p>You can go back to your messages.</p>
    <BackToMessages look={look} />
  </Page>
);

export const UnknownLink = ({ look }: Looked) => (
  <Page look={look} title="This link doesn't work" mood="trouble">
    <p>
      It may have been cut short. Open the link in our text again, or reply HELP and a person will sort it
      out.
    </p>
    <BackToMessages look={look} />
  </Page>
);

export const Unavailable = ({ look }: Looked) => (
  <Page look={look} title="Please try again in a minute" mood="trouble">
    <p>
      We can't reach the payment page right now. Nothing was charged, and the link in our text keeps working.
    </p>
    <BackToMessages look={look} />
  </Page>
);
