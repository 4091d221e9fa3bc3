/** The metrics of the Node.js process itself: memory, event loop, garbage collection, file descriptors. */
import { collectDefaultMetrics } from 'prom-client';
import { registry } from './series.ts';

let isCollecting = false;

/** Once a process, and not when this file is loaded: it watches every collection of garbage from then on. */
export function measureProcess(): void {
  if (isCollecting) return;
  isCollecting = true;
  collectDefaultMetrics({ register: registry });
}
