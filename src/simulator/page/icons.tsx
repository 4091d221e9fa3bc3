/** The icons, drawn inline: one stroke, the colour of the text around them. Decorative; buttons carry labels. */

const paths = {
  back: 'M15 5l-7 7 7 7',
  phone:
    'M5 4h3.5l1.6 4.2-2 1.4a12 12 0 0 0 6.3 6.3l1.4-2L20 15.5V19a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4z',
  hangup:
    'M3 14.5c-.6-1-.6-2.3.3-3.1C5.5 9.4 8.6 8.3 12 8.3s6.5 1.1 8.7 3.1c.9.8.9 2.1.3 3.1l-.5.8c-.4.6-1.1.8-1.7.5l-2.7-1.2a1.4 1.4 0 0 1-.8-1.4l.1-1.3a11 11 0 0 0-6.8 0l.1 1.3c0 .6-.3 1.2-.8 1.4l-2.7 1.2c-.6.3-1.3.1-1.7-.5z',
  send: 'M4.5 11.5L20 4.5l-6 15.5-2.8-6.7z',
  picture:
    'M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5zM4.5 17l4.5-5 3.5 3.5 2.5-2.5 4.5 4.5M15.5 9.2h.01',
  messages:
    'M4 6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5v8a1.5 1.5 0 0 1-1.5 1.5H10l-4.5 3.5V16A1.5 1.5 0 0 1 4 14.5z',
  keypad: 'M6 5.5h.01M12 5.5h.01M18 5.5h.01M6 12h.01M12 12h.01M18 12h.01M6 18.5h.01M12 18.5h.01M18 18.5h.01',
  network: 'M5 12.5a10 10 0 0 1 14 0M8 15.7a5.6 5.6 0 0 1 8 0M12 19h.01M2.5 9.3a14 14 0 0 1 19 0',
  forward: 'M4 17v-2a5 5 0 0 1 5-5h10M15 5.5L19.5 10 15 14.5',
  plus: 'M12 5v14M5 12h14',
  ring: 'M12 4a5.5 5.5 0 0 1 5.5 5.5c0 4 1.5 5.5 2 6.5h-15c.5-1 2-2.5 2-6.5A5.5 5.5 0 0 1 12 4zM10 19.3a2.1 2.1 0 0 0 4 0',
  settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4',
  erase: 'M9 6h10.5A1.5 1.5 0 0 1 21 7.5v9a1.5 1.5 0 0 1-1.5 1.5H9l-6-6zM12 9.7l4.6 4.6M16.6 9.7L12 14.3',
  theme: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
  sending: 'M12 7.5V12l3 2M12 3.7a8.3 8.3 0 1 0 0 16.6 8.3 8.3 0 0 0 0-16.6z',
  sent: 'M5 12.5l4.5 4.5L19 7.5',
  delivered: 'M2.5 12.5L7 17l9.5-9.5M11 15.5L12.5 17 22 7.5',
  failed: 'M12 7.5v5.5M12 16.5h.01M12 3.7a8.3 8.3 0 1 0 0 16.6 8.3 8.3 0 0 0 0-16.6z',
  out: 'M7 17L17 7M9 7h8v8',
  in: 'M17 7L7 17M7 9v8h8',
  missed: 'M5 7l7 6 7-6M5 7v5M5 7h5',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 22 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
