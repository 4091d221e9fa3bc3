/** Alerts to the operators' webhook: rung by anybody, promised, told one by one. */
export { ALERT_LANE, type BellTools, createBell, type Ring } from './ring.ts';
export { keepTelling, QUIET_MS, type TellTools } from './tell.ts';
export { type AlertBody, alertBody } from './words.ts';
