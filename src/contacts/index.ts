/** Contacts: people an organization knows, and those of them who are never texted. */
export { type ContactEntry, ignoreContact } from './ignore.ts';
export { isIgnoredSql } from './is-ignored.ts';
export { type Contact, listContacts } from './list.ts';
