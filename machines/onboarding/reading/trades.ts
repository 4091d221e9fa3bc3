/** The trades that we know, each with the words that people use for it. A trade that is missing is still understood in "X from Y". */

/** Name as we keep it → what is written for it: lower case, no apostrophes; a plural "s" is understood. */
const TRADES: Readonly<Record<string, string>> = {
  Plumber: 'plumber, plumbing, i fix leaks, fix pipes, plummer, plumbing and drainage',
  'Plumbing and heating': 'plumbing and heating, plumbing & heating, plumber and heating engineer',
  'Heating engineer':
    'heating engineer, heating, fix boilers, boiler engineer, boiler repair, boilers, central heating',
  'Gas engineer': 'gas engineer, gas fitter, gas safe engineer, gas man, gas',
  Roofer: 'roofer, roofing, fix roofs, roof repair, roof repairs',
  Electrician:
    'electrician, electrical contractor, electrical, electrics, sparky, sparkie, spark, electrition, electrican',
  Builder:
    'builder, building, building contractor, general builder, construction, extensions, loft conversions',
  Carpenter: 'carpenter, carpentry, chippy, chippie, carpentry and joinery',
  Joiner: 'joiner, joinery',
  Painter: 'painter, painting',
  Decorator: 'decorator, decorating',
  'Painter and decorator':
    'painter and decorator, painter & decorator, painting and decorating, painter decorator, painter/decorator',
  Plasterer: 'plasterer, plastering, renderer, rendering',
  Tiler: 'tiler, tiling, wall and floor tiler',
  Gardener: 'gardener, gardening, garden maintenance',
  Landscaper: 'landscaper, landscaping, landscape gardener',
  Cleaner: 'cleaner, cleaning, domestic cleaner, house cleaner',
  'Window cleaner': 'window cleaner, window cleaning',
  'Carpet cleaner': 'carpet cleaner, carpet cleaning',
  'Oven cleaner': 'oven cleaner, oven cleaning',
  Locksmith: 'locksmith, locksmithing, locks',
  Handyman: 'handyman, handywoman, handyperson, odd jobs, odd job man, property maintenance',
  Glazier: 'glazier, glazing, double glazing, window fitter',
  Mechanic: 'mechanic, mobile mechanic, car mechanic, garage, fix cars, car repair, car repairs',
  Bricklayer: 'bricklayer, bricklaying, brickie, bricky, brick layer',
  Scaffolder: 'scaffolder, scaffolding, scaff',
  'Tree surgeon': 'tree surgeon, tree surgery, arborist, arboriculturist, tree work',
  'Pest control': 'pest control, pest controller, exterminator, rat catcher',
  Removals:
    'removals, removal man, removal company, house removals, man and van, man with a van, man with van',
  'Kitchen fitter': 'kitchen fitter, kitchen fitting, kitchens',
  'Bathroom fitter': 'bathroom fitter, bathroom fitting, bathrooms',
  'Carpet fitter': 'carpet fitter, carpet fitting, carpets',
  Flooring: 'flooring, floor layer, flooring contractor, floor fitter',
  Groundworker: 'groundworker, groundworks, groundwork',
  Paving: 'paving, paver, driveways, block paving, driveway installer',
  Drainage: 'drainage, drainage engineer, drains, drain engineer, unblock drains',
  Fencing: 'fencing, fencer, fencing contractor',
  Stonemason: 'stonemason, stone mason, stonemasonry',
  Welder: 'welder, welding, fabricator',
  'Chimney sweep': 'chimney sweep, chimney sweeping, sweep',
  'Appliance repair':
    'appliance repair, appliance repairs, appliance engineer, fix washing machines, washing machine repair',
  'Air conditioning':
    'air conditioning, air con, aircon, air conditioning engineer, hvac, refrigeration engineer',
  'Alarm engineer': 'alarm engineer, burglar alarms, security systems, cctv, cctv installer, alarms',
  'Solar installer': 'solar installer, solar panels, solar',
  'Aerial engineer': 'aerial engineer, aerial installer, tv aerials, aerials, satellite engineer',
  'Car valeter': 'car valeter, valeter, car valeting, valeting, car detailing, detailer',
  'Tyre fitter': 'tyre fitter, mobile tyre fitter, tyres',
  'Skip hire': 'skip hire, skips',
  'Waste clearance': 'waste clearance, rubbish clearance, rubbish removal, house clearance, waste removal',
  'Dog groomer': 'dog groomer, dog grooming, pet groomer',
  'Dog walker': 'dog walker, dog walking',
  Hairdresser: 'hairdresser, hair dresser, hairdressing, mobile hairdresser',
  Barber: 'barber, barbers',
  Surveyor: 'surveyor, surveying',
  Architect: 'architect',
};

export interface FoundTrade {
  readonly trade: string;
  readonly start: number;
  readonly end: number;
}

const names = new Map(
  Object.entries(TRADES).flatMap(([trade, words]) => words.split(', ').map((word) => [word, trade] as const)),
);
/** The longest first: "window cleaner" before "cleaner". */
const anyTrade = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${[...names.keys()]
    .sort((one, other) => other.length - one.length)
    .join('|')})(?:s(?![\\p{L}\\p{N}])|(?![\\p{L}\\p{N}]))`,
  'giu',
);

/** Every trade named in a text, in order. */
export function findTrades(text: string): FoundTrade[] {
  return [...text.matchAll(anyTrade)].map((match) => {
    const word = match[0].toLowerCase();
    const trade = names.get(word) ?? names.get(word.replace(/s$/u, '')) ?? match[0];
    return { trade, start: match.index, end: match.index + match[0].length };
  });
}

/** Endings of words for people who do something: a lone unknown word with one of them is taken for a trade. */
const TRADE_ENDING =
  /(?:er|or|ist|ian|man|woman|smith|wright|monger|ing|care|repairs?|services?|hire|fitter)s?$/iu;

export function looksLikeATrade(words: string): boolean {
  return TRADE_ENDING.test(words);
}
