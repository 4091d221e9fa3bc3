/** Places that may stand alone: without "from" or "in" only a known name or a postcode is taken for a place. */

const PLACES = new Set(
  `london, greater london, north london, south london, east london, west london, central london, birmingham, leeds,
  glasgow, sheffield, bradford, edinburgh, liverpool, manchester, greater manchester, bristol, wakefield, cardiff,
  coventry, nottingham, leicester, sunderland, belfast, newcastle, newcastle upon tyne, brighton, hove, hull, plymouth,
  stoke, stoke-on-trent, stoke on trent, wolverhampton, derby, swansea, southampton, salford, aberdeen, westminster,
  portsmouth, york, peterborough, dundee, lancaster, oxford, newport, preston, st albans, norwich, chester, cambridge,
  salisbury, exeter, gloucester, lisburn, chichester, winchester, londonderry, derry, carlisle, worcester, bath, durham,
  lincoln, hereford, armagh, inverness, stirling, perth, lichfield, truro, ely, ripon, wells, bangor, st davids, milton keynes,
  northampton, luton, reading, swindon, bolton, bournemouth, poole, middlesbrough, blackpool, stockport, ipswich,
  telford, blackburn, slough, oldham, rochdale, solihull, warrington, rotherham, basingstoke, crawley, worthing,
  cheltenham, gillingham, colchester, southend, southend-on-sea, chelmsford, watford, hemel hempstead, stevenage, guildford,
  woking, maidstone, ashford, canterbury, dover, folkestone, hastings, eastbourne, croydon, bromley, romford, ilford,
  enfield, harrow, barnet, wembley, ealing, kingston, richmond, sutton, hackney, camden, islington, brixton, wimbledon,
  huddersfield, halifax, barnsley, doncaster, harrogate, scarborough, grimsby, scunthorpe, gateshead, darlington,
  hartlepool, burnley, wigan, bury, st helens, birkenhead, southport, crewe, macclesfield, stafford, burton,
  tamworth, nuneaton, rugby, warwick, leamington, leamington spa, stratford, redditch, kidderminster, dudley, walsall, west bromwich,
  shrewsbury, mansfield, chesterfield, loughborough, kettering, corby, wellingborough, bedford, banbury, aylesbury,
  high wycombe, bracknell, maidenhead, newbury, andover, aldershot, farnborough, bognor regis, torquay, paignton,
  taunton, yeovil, weymouth, dorchester, barnstaple, bridgwater, weston-super-mare, great yarmouth, lowestoft,
  king's lynn, kings lynn, bury st edmunds, harlow, basildon, brentwood, grays, braintree, clacton, wrexham, merthyr tydfil, barry,
  llanelli, aberystwyth, paisley, kilmarnock, ayr, falkirk, livingston, dunfermline, kirkcaldy, hamilton, motherwell,
  newry, ballymena, isle of wight, isle of man, jersey, guernsey, kent, essex, surrey, sussex, east sussex, west sussex, hampshire, dorset, devon,
  cornwall, somerset, wiltshire, berkshire, buckinghamshire, oxfordshire, hertfordshire, bedfordshire, cambridgeshire,
  norfolk, suffolk, lincolnshire, northamptonshire, leicestershire, warwickshire, worcestershire, herefordshire,
  gloucestershire, shropshire, staffordshire, derbyshire, nottinghamshire, cheshire, lancashire, merseyside, yorkshire,
  north yorkshire, south yorkshire, west yorkshire, cumbria, northumberland, tyne and wear, county durham, west midlands,
  east midlands, midlands, wales, north wales, south wales, scotland, northern ireland, england, fife, highlands, dublin, cork, galway, limerick`
    .split(/,\s*/u)
    .map((place) => place.replace(/\s+/gu, ' ').trim()),
);

/** A whole postcode or its outward half (Royal Mail's format): SW1A 1AA, sw1a1aa, M1. */
const POSTCODE = /^([a-z]{1,2}\d[a-z\d]?) ?(\d[a-z]{2})?$/iu;

export function isPostcode(text: string): boolean {
  return POSTCODE.test(text);
}

export function isKnownPlace(text: string): boolean {
  return PLACES.has(text.toLowerCase()) || isPostcode(text);
}

/** Words that stay small inside a place's name: Stoke on Trent, Isle of Wight. */
const SMALL = new Set(['on', 'upon', 'of', 'the', 'and', 'under', 'in', 'le', 'super', 'by', 'next', 'or']);

/** `london` → `London`, `sw1a1aa` → `SW1A 1AA`; what has a capital is left as it was written. */
export function asPlaceIsWritten(place: string): string {
  const postcode = POSTCODE.exec(place);
  if (postcode) return [postcode[1], postcode[2]].filter(Boolean).join(' ').toUpperCase();
  if (/\p{Lu}/u.test(place) && place !== place.toUpperCase()) return place;
  return place
    .toLowerCase()
    .replace(/[\p{L}']+/gu, (word, at: number) =>
      at > 0 && SMALL.has(word) ? word : word.charAt(0).toUpperCase() + word.slice(1),
    );
}
