/**
 * Understands that a caller needs nothing any more: "wrong number", "sorted now, thanks", "gerek kalmadi". Every clause must
 * say so or be politeness around it, because "never mind the tap, the boiler has gone" is a job.
 */
import { tidy } from '../../reading/plain.ts';

/** 120 characters: whoever writes more than that tells something that the owner should read. */
const LONGEST = 120;

const CLAUSES = /[.,;:!?()\n]+|\s[-\u2013\u2014]+\s|\b(?:but|and|so|because|cos|ama|ve|cunku)\b/gu;

const POLITE =
  /^(?:(?:hi|hello|hey|oh|ah|ok|okay|yes|yeah|no|thanks|thank you|thanks (?:very much|a lot|again|anyway)|many thanks|cheers|ta|sorry|so sorry|im sorry|my (?:mistake|bad|apologies)|apologies|sorry about that|sorry to (?:bother|trouble) you|please|mate|all good|all ok|no worries|no problem|for your (?:help|time|reply)|for getting back(?: to me)?|bye|x+|merhaba|selam|tesekkurler|tesekkur ederim|sagolun|sag olun|sagol|cok sagolun|pardon|kusura bakmayin|kusura bakma|ozur dilerim|iyi gunler|kolay gelsin|tamam|gerek yok tesekkurler)\s*)+$/u;

const LEAD =
  /^(?:(?:hi|hello|hey|oh|ah|ok|okay|yes|yeah|no(?! longer| need)|its|it is|it|thats|that is|that|all|actually|sorry|thanks|thank you|please|i think|i have|ive|weve|we have|i|we|just|now|has been|have been|has|is|was|been|got|merhaba|selam|pardon|simdi|tamam|artik|cok)\s+)*/u;
const TAIL =
  /(?:\s+(?:now|thanks|thank you|thanks anyway|anyway|please|mate|all|already|though|then|today|sorry|x+|cheers|ta|lutfen|any ?more|any longer|myself|ourselves|after all|for now|tesekkurler|tesekkur ederim|sagolun|sag olun|sagol|artik|simdi))*$/u;

const OFF = new RegExp(
  `^(?:${[
    // Somebody else was meant.
    '(?:the )?wrong (?:number|person|no|num)|(?:called|rang|dialled|dialed|phoned|got|have|had) (?:you by (?:mistake|accident)|(?:the )?wrong (?:number|person|no))|you(?:ve| have)(?: got)? (?:the )?wrong (?:number|person)|(?:called|rang|dialled|pressed it|pocket dialled) by (?:mistake|accident)|(?:a )?(?:pocket|butt|bum) (?:dial|call)|by (?:mistake|accident)|misdial(?:led)?|didnt mean to (?:call|ring|phone)(?: you)?|(?:ignore|disregard) (?:that|my call|my last|it|me|this)',
    // It is done, or somebody else does it.
    '(?:never ?mind|nevermind|nvm|nm|forget (?:it|about it)|dont worry(?: about it)?|no need(?: to (?:call|ring|come|worry|reply))?(?: back)?)',
    '(?:sorted(?: it)?(?: out)?|fixed(?: it)?|managed to (?:fix|sort|mend|repair|do) it(?: out)?|resolved|solved(?: it)?|(?:its |it is |thats )?all done|mended(?: it)?|working(?: again)?|works(?: again)?|(?:found|got|booked|hired|using) (?:someone|somebody|some one|another (?:plumber|electrician|builder|roofer|firm|company|one|trader|tradesman|person|guy|man))(?: else)?|someone (?:else )?(?:is )?(?:coming|has come|came|fixed it|sorted it))',
    // It is not wanted any more.
    '(?:no longer (?:needed|required|need (?:it|you|this|a \\p{L}+|an \\p{L}+|the \\p{L}+|anyone|anybody|help)|want (?:it|this)|interested)|not (?:needed|required)|dont (?:need|want) (?:it|you|this|anyone|anybody|help|anything|you to (?:come|call))|wont (?:need|be needing) (?:it|you|this|anyone|help)|do not need (?:it|you|this|anyone|help)|changed my mind|(?:cancel|leave) (?:it|that|this|the job|my (?:enquiry|request)|the (?:enquiry|request)))',
    // Turkish.
    'yanlis (?:numara|no|aradim|oldu|kisi)|yanlis numarayi aradim|yanlislikla (?:aradim|oldu|bastim)|gerek (?:kalmadi|yok)|ihtiyac(?:im)? (?:kalmadi|yok)|bosver(?:in)?|bos ver(?:in)?|onemli degil|hallettim|hallettik|halloldu|hallettirdim|(?:sorun |problem |is )?cozuldu|cozdum|cozduk|duzeldi|tamir (?:oldu|ettirdim|ettim|edildi)|yapildi|yaptirdim|baska(?: birini| usta| ustasini| bir usta)? (?:buldum|bulduk)|baskasini (?:buldum|bulduk)|vazgectim|vazgectik|iptal (?:edin|et|edelim|olsun|ediyorum)|istemiyorum (?:artik)?',
  ].join('|')})$`,
  'u',
);

export function callsItOff(text: string): boolean {
  // A question wants an answer.
  if (text.length > LONGEST || text.includes('?')) return false;
  const clauses = plain(text)
    .split(CLAUSES)
    .map((clause) => clause.trim().replace(/ +/gu, ' '))
    .filter((clause) => clause !== '');
  const offs = clauses.filter(isOff);
  return offs.length > 0 && clauses.every((clause) => isOff(clause) || POLITE.test(clause));
}

function isOff(clause: string): boolean {
  const core = clause.replace(TAIL, '').trim();
  return [clause, core, core.replace(LEAD, '').trim(), clause.replace(LEAD, '').trim()].some((words) =>
    OFF.test(words),
  );
}

/** Small plain letters without accents and apostrophes; whatever is neither letter, number nor a clause's end is a space. */
function plain(text: string): string {
  return tidy(text)
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}']/gu, '')
    .replaceAll('\u0131', 'i')
    .replace(/[^\p{L}\p{N}.,;:!?()\n\u2013\u2014-]+/gu, ' ');
}
