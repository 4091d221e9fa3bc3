/** What is asked for in the room: one call, or calls to a list of people. */
import { CALL_TYPES } from '../../../machines/call-outcome/labels.ts';
import { CUSTOMERS, REFUSER } from '../business.ts';

/** As it was last sent, so that a page that is loaded anew still shows it. */
export interface Written {
  readonly phone: string;
  readonly name: string;
  readonly callType: string;
  readonly campaignName: string;
  readonly csv: string;
}

const [anna, ben] = CUSTOMERS;

/** Two who can be called, one who does not want to be, and a row that is no phone number. */
const LIST = `name,phone,amount
${[anna, ben, REFUSER].map((one) => `${one?.name},${one?.phone.replace('+44', '0')},£120`).join('\n')}
Eve Typo,07700 90x,£75
`;

export const FIRST_WRITTEN: Written = {
  ...{ phone: anna?.phone ?? '', name: '', callType: 'BILLING_REMINDER' },
  ...{ campaignName: 'Unpaid invoices', csv: LIST },
};

const TOPICS: Readonly<Record<string, string>> = {
  BILLING_REMINDER: 'A bill',
  APPOINTMENT_REMINDER: 'An appointment',
  SHIPPING_UPDATE: 'A delivery',
};

const sends = (path: string) =>
  ({
    'hx-post': `/rooms/reminders/${path}`,
    'hx-target': '#asked',
    'hx-swap': 'outerMorph',
    'hx-disable': 'find button[type=submit]',
    'data-folds': true,
  }) as const;

export function CallForm({ written, isOpen }: { written: Written; isOpen: boolean }) {
  return (
    <details class="ask" name="ask" data-testid="ask-call" open={isOpen}>
      <summary>Call one person</summary>
      <form {...sends('calls')}>
        <label>
          Phone
          <input
            name="phone"
            type="tel"
            list="people"
            value={written.phone}
            autocomplete="off"
            data-draft="reminders phone"
            data-testid="call-phone"
          />
        </label>
        <datalist id="people">
          {[...CUSTOMERS, REFUSER].map(({ name, phone }) => (
            <option value={phone}>{name}</option>
          ))}
        </datalist>
        <label>
          Name
          <input
            name="name"
            value={written.name}
            placeholder="as the customers are known"
            autocomplete="off"
            data-draft="reminders name"
          />
        </label>
        <CallTypes chosen={written.callType} />
        <label class="tick">
          <input type="checkbox" name="consent" checked />
          They have agreed to be called
        </label>
        <button type="submit" class="button strong" data-testid="place-call">
          Call them
        </button>
      </form>
    </details>
  );
}

export function BatchForm({ written }: { written: Written }) {
  return (
    <details class="ask" name="ask" data-testid="ask-batch">
      <summary>Call a list of people</summary>
      <form {...sends('batches')} hx-encoding="multipart/form-data">
        <label>
          What it is called
          <input
            name="campaignName"
            value={written.campaignName}
            autocomplete="off"
            data-draft="reminders campaign"
          />
        </label>
        <CallTypes chosen={written.callType} />
        <label>
          The list, as CSV
          <textarea name="csv" rows={6} spellcheck={false} data-draft="reminders csv" data-testid="batch-csv">
            {written.csv}
          </textarea>
        </label>
        <label>
          or a file
          <input type="file" name="file" accept=".csv,text/csv" />
        </label>
        <button type="submit" class="button strong" data-testid="start-batch">
          Call them all
        </button>
      </form>
    </details>
  );
}

function CallTypes({ chosen }: { chosen: string }) {
  return (
    <label>
      About
      <select name="callType">
        {CALL_TYPES.map((callType) => (
          <option value={callType} selected={callType === chosen}>
            {TOPICS[callType]}
          </option>
        ))}
        <option value="" selected={chosen === ''}>
          Nothing: see it refused
        </option>
      </select>
    </label>
  );
}
