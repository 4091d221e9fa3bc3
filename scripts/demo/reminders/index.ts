/** The room "Reminders": prepared before the simulator that shows it, opened when the service that it speaks with is there. */
import type { Sql } from '../../../src/platform/database/index.ts';
import type { PageRoom } from '../../../src/simulator/index.ts';
import { seedBusiness } from '../business.ts';
import type { DemoClock } from '../clock.ts';
import { type Access, openApi } from './api.ts';
import { remindersRoom } from './room.tsx';

export interface Reminders {
  readonly room: PageRoom;
  /** Makes the business and its keys; resolves to what a program of theirs would need. */
  open(sql: Sql, serviceUrl: string): Promise<Access>;
}

export function prepareReminders(clock: DemoClock): Reminders {
  let access: Access = { serviceUrl: 'http://127.0.0.1:0', acts: '', looks: '' };
  return {
    room: remindersRoom({ api: openApi(() => access), clock }),
    open: async (sql, serviceUrl) => {
      access = { serviceUrl, ...(await seedBusiness(sql)) };
      return access;
    },
  };
}
