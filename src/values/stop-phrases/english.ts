/** How people say in English that they want no more texts: "please don't text me again", "take me off your list". Pure. */
import type { Clause } from './plain.ts';

/** What may stand before the wish and changes nothing about it. "I want to" is here, "don't", "I'll" and "who" are not. */
const POLITE_HEAD =
  /^(?:(?:hi|hello|hey|hiya|dear|sir|madam|team|guys|mate|ok|okay|sorry|kindly|really|seriously|look|listen|oi|fyi|yes|yeah|nope|no thanks|no(?! (?:more|texts?|spam|marketing)\b)|thanks|thank you|now|for the last time|once again|again|good (?:morning|afternoon|evening)|for (?:gods|fucks|heavens) sake|ffs|omg|wtf|(?:can|could|would|will) you|would you mind|(?:i am|im) asking you to|i (?:already |have )?(?:said|told you to|told you|asked you to|asked you)|ive (?:asked|told) you to|(?:i want|i need|i would like|id like|i wish) you to|(?:i want|i need|i would like|id like|i wish|want|need|would like|like|wish) to|you (?:must|should|can|need to|have to)|need to|how (?:do|can) i|how to|is there a way to|this is [a-z]+) )+/u;

/** What may stand after it. */
const POLITE_TAIL =
  '(?: (?:now|immediately|again|anymore|any more|ever|ever again|at all|any longer|forever|for good|from now on|in (?:the )?future|going forward|right now|right away|straight away|at once|asap|already|once and for all|thanks|thank you|thank you very much|mate|guys|ok|okay|here|regards|kind regards|best|bye|goodbye|cheers|ffs|for (?:gods|fucks) sake|(?:on|at|to|from) this(?: phone)?(?: number)?|from you|from your company|to me))*';
/** A reason that follows without a pause: "no more texts I found a plumber". */
const REASON =
  '(?: (?:i|im|ive|id|we|weve|wrong|not interested|as i|since i|this is|thats|its|you have|youve|you got|your wrong) .*)?$';
/** "Don't text me before nine" wants texts later. */
const ANOTHER_TIME =
  /\b(?:before|after|until|till|untill|unless|while|whilst|when|during|tonight|today|tomorrow|yet|back|if|between|late|early|for now|except|waiting|at (?:night|work|the weekend|\d+)|this (?:morning|afternoon|evening|week)|in the (?:morning|evening|night)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?)\b/u;

const CONTACT =
  '(?:text|message|contact|call|ring|phone|email|bother|spam|harass|disturb|pester|hassle|bug|write to|write|send texts to|send messages to|reach out to)';
const CONTACTING =
  '(?:texting|messaging|contacting|calling|ringing|phoning|emailing|bothering|spamming|harassing|disturbing|pestering|hassling|bugging|writing to|writing|sending texts to|sending messages to|blowing up)';
const ME = '(?:me|us|my (?:phone|number|mobile)|this (?:phone|number|mobile))';
const SORT =
  '(?:(?:with|all|of|the|these|those|this|that|your|such|any|anymore|any more|more|further|other|constant|automated|automatic|unsolicited|unwanted|annoying|bloody|fucking|damn|stupid|marketing|promotional|promo|spam|out|me|us) )*';
const TEXTS =
  '(?:texts?|text messages?|messages?|notifications?|alerts|reminders|spam|marketing|promotions?|promos?|adverts?|ads|communications?|messaging|texting|crap|rubbish)';
const CALLS = '(?:calls|phone calls|contact|calling|robocalls)';
const LIST =
  '(?:list|lists|database|system|systems|records|contacts|contact list|mailing list|phone book|crm|texts|messages|mailing|subscription|service|group|chat|campaign|marketing|here|this)';
const STOP = '(?:stop|quit|cease|refrain from)';
const DONT = '(?:dont|do not|never|you may not|you are not to)(?: you)?(?: ever| dare| bother to| keep)?';

/** The whole clause, with nothing but politeness and reasons around it. */
const STRICT = [
  `${STOP} ${CONTACTING}`,
  `${STOP} (?:it|this|that|sending|everything|all|all contact|contact)`,
  `(?:please )?${STOP} (?:sending |getting |receiving )?${SORT}(?:${TEXTS}|${CALLS})`,
  `(?:end|cancel|turn off|switch off|block|enough(?: of)?|cease) ${SORT}${TEXTS}`,
  `no more ${SORT}(?:${TEXTS}|${CALLS}|${CONTACTING})`,
  `no (?:texts|text messages|spam|marketing)`,
  `${DONT} ${CONTACT} ${ME}`,
  `${DONT} (?:text|message|contact)`,
  `${DONT} ${CONTACTING} ${ME}`,
  `${DONT} send ${SORT}(?:${TEXTS}|anything)`,
  // Not "get me out": a locksmith hears that every day.
  `(?:take (?:me|us) off|remove (?:me|us)|delete (?:me|us))`,
  `(?:take|remove|delete|drop|erase|lose|forget|scrub) (?:my|this)(?: phone| mobile)? (?:number|no|details|contact details|name)(?: off)?`,
  `(?:opt out|opt me out|opt us out|im opting out|i am opting out|i opt out|i want out)(?: of ${SORT}(?:${TEXTS}|${CALLS}|${LIST}|everything|all))?`,
  `(?:be |get )?(?:removed|taken off|unsubscribed|opted out)(?:(?: from| off)? ${SORT}${LIST})?`,
  `(?:leave (?:me|us) alone|fuck off|f off|piss off|sod off|bugger off|go away|get lost|back off)`,
];
/** So clear that anything but another time may follow. */
const CLEAR = [
  `${STOP} ${SORT}${CONTACTING} ${ME}`,
  `${STOP} sending (?:me|us) `,
  `${DONT} (?:text|message|contact|spam|harass) ${ME} (?:again|any ?more|ever)`,
  `(?:take|remove|delete|drop|strike|erase|scrub|unsubscribe) (?:me|us|(?:my|this)(?: phone| mobile)? (?:number|no|details|name|contact details)) (?:off|from|out of|of) ${SORT}${LIST}`,
  `get (?:me|us|(?:my|this) number) (?:off|out of) ${SORT}(?:contact |mailing |text |call )?lists?`,
  `unsubscribe(?: me| us)?`,
  `(?:put|add|place) (?:me|us|(?:my|this) number) (?:on|to) ${SORT}(?:do not call|do not text|do not contact|dnc|no call|opt out|stop)`,
  `(?:i )?(?:really )?(?:dont|do not|no longer|didnt|did not|never) (?:want|wish|like|care|need|agree|agreed|ask|asked|consent)(?: to)?(?: get| receive| be getting| be receiving| have| see)? ?${SORT}(?:texts|text messages|messages|notifications|spam|marketing|calls|phone calls|promotions|ads)(?: from| to|$)`,
  `(?:i )?(?:really )?(?:dont|do not|no longer) (?:want|wish|like|care|need|agree|consent) (?:for )?(?:to be|being|you|you to|your company to) ?(?:${CONTACT}(?:ed|d|t)?|texted|messaged|called|contacted|${CONTACTING})`,
  `(?:i )?(?:really )?(?:dont|do not|no longer) (?:want|wish|care|need) to (?:hear|receive|get)(?: any| any more| anymore)?(?: ${TEXTS})? ?(?:from you|anything from you|these|this)`,
  `(?:i )?(?:revoke|withdraw)(?: my| all| any)* (?:consent|permission)`,
  `(?:i )?(?:do not|dont|no longer) (?:consent|give (?:you )?(?:my )?(?:consent|permission))`,
];
const strict = new RegExp(`^(?:${STRICT.join('|')})${POLITE_TAIL}(?:${REASON})`, 'u');
const clear = new RegExp(`^(?:${CLEAR.join('|')})`, 'u');

/** "Stop" itself: a clause of its own, or the first word before a reason. "Stop by at five" is a visit. */
const BARE = new RegExp(
  `^(?:(?:reply|text|send) )?(?:stop|unstop this|stop stop|stop stop stop|stop all)${POLITE_TAIL}$|^stop (?:not interested|wrong (?:number|person)|im not interested|i am not interested|i dont know you|i dont want)`,
  'u',
);
/** A call is not wanted, a text is. */
const WANTS_TEXTS =
  /\b(?:text|message|whatsapp|texts)(?: me| us)?(?: back)? (?:instead|only)|\b(?:^|[|] ?|just |please |only )(?:text|message|whatsapp) (?:me|us|instead)\b/u;
/** "Don't call me, I'm at work" is about now; "never call me" and "don't call me again" are about ever. */
const IN_A_MEETING =
  /^(?:dont|do not)(?: you)? (?:call|ring|phone) (?!.*\b(?:again|any ?more|ever|number)\b)/u;
const REASONED = new RegExp(`^(?:dont|do not)(?: you)? (?:call|ring|phone) ${ME} \\p{L}`, 'u');
const ABOUT_CALLS = /\b(?:call|calls|calling|ring|ringing|phone|phoning)\b/u;

/** Does this message take back the consent? `whole` is the plain message that the clauses were cut from. */
export function revokesInEnglish(clauses: readonly Clause[], whole: string): boolean {
  return clauses.some(({ text, isOwn }, index) => {
    const wish = text.replace(POLITE_HEAD, '');
    if (BARE.test(wish)) return isOwn || index === clauses.length - 1 || /^ ?stop ?(?:$|\|)/u.test(whole);
    const isWish = strict.test(wish) || (clear.test(wish) && !ANOTHER_TIME.test(wish));
    if (!isWish || !ABOUT_CALLS.test(wish)) return isWish;
    return (
      !WANTS_TEXTS.test(whole) && !(IN_A_MEETING.test(wish) && (clauses.length > 1 || REASONED.test(wish)))
    );
  });
}
