/** Every table, for migrations and queries. One file a room; only the room that owns a table writes it. */
export * from './alerts.ts';
export * from './api-keys.ts';
export * from './billing.ts';
export * from './calls.ts';
export * from './consent.ts';
export * from './contacts.ts';
export * from './conversations.ts';
export * from './enquiries.ts';
export * from './inbox.ts';
export * from './messages.ts';
export * from './numbers.ts';
export * from './organizations.ts';
export * from './outbound.ts';
export * from './outbox.ts';
export * from './roles.ts';
