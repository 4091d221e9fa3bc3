/** The layers of the house: imports go only downwards (ARCHITECTURE.md). */

/** From the top to the bottom; a room may import from its own storey and from every one below. */
const storeys = [
  ['^src/(main|services)\\.ts$'],
  ['^src/(http|tasks)/'],
  ['^src/health/'],
  ['^src/conversations/'],
  ['^src/outbox/'],
  ['^src/(messages|calls|billing|enquiries|numbers|forwarding|outbound)/'],
  ['^src/(organizations|contacts|consent|inbox|identity)/'],
  ['^src/audit/'],
  ['^src/platform/'],
  ['^src/tables/'],
  ['^src/values/'],
];

const upwards = storeys.slice(1).map((from, index) => ({
  name: `storey-${storeys.length - index - 2}-imports-downwards-only`,
  severity: 'error',
  from: { path: from },
  to: { path: storeys.slice(0, index + 1).flat() },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...upwards,
    {
      name: 'machines-are-pure',
      comment: 'No clock, no I/O, nothing of the service but its pure values.',
      severity: 'error',
      from: { path: '^machines/' },
      to: { pathNot: ['^machines/', '^src/values/', 'node_modules/(xstate|zod)/'] },
    },
    {
      name: 'machines-do-not-reach-into-each-other',
      comment: 'They tell each other events, by type. What they read and word alike stands beside them.',
      severity: 'error',
      from: { path: '^machines/([^/]+)/' },
      to: {
        path: '^machines/[^/]+/',
        pathNot: ['^machines/$1/', '^machines/(reading|step)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'values-are-pure',
      severity: 'error',
      from: { path: '^src/values/' },
      to: { pathNot: ['^src/values/', 'node_modules/libphonenumber-js/'] },
    },
    {
      name: 'providers-stand-at-the-side',
      comment:
        'A company is known to services.ts only; a provider knows the ports of the rooms, not their insides.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/services\\.ts$', '^src/providers/'] },
      to: { path: '^src/providers/' },
    },
    {
      name: 'providers-know-ports-only',
      severity: 'error',
      from: { path: '^src/providers/' },
      to: { path: '^src/(http|tasks|health|conversations|outbox|services|main|simulator)' },
    },
    {
      name: 'companies-stay-in-their-folder',
      comment: 'The official clients are loaded by their provider and by nobody else in the service.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(providers|simulator)/' },
      to: { path: 'node_modules/(twilio|stripe)/' },
    },
    {
      name: 'simulator-is-next-door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/simulator/' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'simulator-knows-nothing-of-the-service',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^(src|machines)/', pathNot: ['^src/simulator/', '^src/values/'] },
    },
    {
      name: 'the-service-knows-no-scripts',
      severity: 'error',
      from: { path: '^(src|machines)/' },
      to: { path: '^(scripts|tests)/' },
    },
    {
      name: 'no-circles',
      comment: 'Two files may know each other by type; at run time nobody goes in circles.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'nothing-forgotten',
      comment: 'A file of the service that nobody imports is dead.',
      severity: 'error',
      from: { orphan: true, path: '^(src|machines)/', pathNot: ['\\.css$', '^src/simulator/page/assets/'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // TypeScript 7 has no API that this tool could use, so it reads the files with swc.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
