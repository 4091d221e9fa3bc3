/** How people say in Turkish that they want no more texts: "mesaj atmayın", "beni listeden çıkarın". Pure. */
import type { Clause } from './plain.ts';

// Letters stand without their marks here (ı ş ç ğ ö ü → i s c g o u), because many phones write them so.
const NOT = '(?:mayin|mayiniz|meyin|meyiniz|masin|mesin|masinlar|mesinler|ma|me)';
const SEND = '(?:at|gonder|yolla|yaz|ilet)';
const TEXTS = '(?:mesaj|mesajlar|mesajlari|mesajlarinizi|texts|ileti|reklam|bildirim|spam|kisa mesaj)';
const POLITE =
  '(?: (?:artik|bir daha|bi daha|tesekkurler|tesekkur ederim|sagol|sagolun|lutfen|rica ederim|yeter))*$';
const ASK = '(?:in|iniz|un|unuz|sana|saniza|sene|senize| misiniz| misin)?';

const LIST =
  'listeden|listenizden|listesinden|rehberden|rehberinizden|sistemden|sisteminizden|kayitlardan|kayitlarinizdan|gruptan|abonelikten|uyelikten';

/** At the end of a clause, where Turkish has its verb; whatever stands before it is who, how often, and why. */
const WISHES = [
  `(?:${TEXTS} )(?:artik |bir daha |bana )?${SEND}${NOT}(?: artik)?`,
  `(?:bana|bize|bu numaraya|bir daha|artik|hic) (?:bir sey |hicbir sey |texts |mesaj )?${SEND}${NOT}`,
  `(?:beni|bizi|bu numarayi|bir daha|bir daha beni|artik|numarami) ara(?:ma|mayin|mayiniz|masin)`,
  `(?:^| )aramayin(?:iz)?`,
  `rahatsiz et(?:me|meyin|meyiniz)`,
  `(?:bana|benimle|bizimle) (?:iletisime gec|iletisim kur|irtibata gec|ulas)(?:me|ma|meyin|mayin)`,
  `(?:numarami|numaramizi|ismimi|adimi|kaydimi|bu numarayi) (?:\\p{L}+ ){0,3}(?:cikar|cikart|sil|kaldir)${ASK}`,
  // Not "beni çıkarın" alone: a locksmith hears that every day.
  `(?:beni|bizi) (?:\\p{L}+ ){0,2}(?:${LIST}) (?:cikar|cikart|sil|kaldir)${ASK}`,
  `(?:beni|bizi) silin`,
  `(?:${LIST}) (?:beni |numarami |adimi )?(?:cik|cikar|cikart|sil|kaldir|ayril|cikin)(?:in|iniz|un|mak|mak istiyorum|mek istiyorum|artin|ar misiniz| misiniz|in beni|in numarami)?`,
  `(?:abonelikten|uyelikten|listeden|listenizden) (?:cikmak|ayrilmak|cikarilmak|silinmek) istiyorum`,
  `(?:${TEXTS})(?: \\p{L}+)? (?:almak |gormek |gelmesini )?istemiyor(?:um|uz)`,
  `(?:sizden|bir daha) (?:\\p{L}+ )?(?:haber|${TEXTS}) (?:almak )?istemiyor(?:um|uz)`,
  `(?:aranmak|mesaj almak|rahatsiz edilmek) istemiyor(?:um|uz)`,
  `(?:${TEXTS}|texts atmayi|mesaj (?:atmayi|gondermeyi|yollamayi|yazmayi)|yazmayi|aramayi|gondermeyi) (?:durdur|kes|birak|sonlandir|iptal et|iptal ed)${ASK}`,
  `(?:${TEXTS}) (?:gelme|gelmesin)`,
  `(?:iznimi|onayimi|rizami) (?:geri cek|geri al|iptal ed)(?:iyorum)?`,
];
/** Nothing else in the message: each of these is half a sentence about something else as well. */
const WHOLE = /^(?:dur|durun|durdur|durdurun|iptal|ret|yeter|yeter artik|listeden cik|abonelikten cik)$/u;
const wish = new RegExp(`(?:^| )(?:${WISHES.join('|')})${POLITE}`, 'u');

/** "Saat beşten önce mesaj atmayın" wants texts later. */
const ANOTHER_TIME =
  /\b(?:once|sonra|kadar|iken|\p{L}+ken|aksam|aksamlari|gece|geceleri|sabah|sabahlari|bugun|yarin|simdilik|simdi|su an|suan|hafta ?sonu|pazar|saat|henuz|daha degil|yanlislikla)\b/u;
/** A call is not wanted, a text is. */
const WANTS_TEXTS = /\b(?:mesaj|texts) (?:at|atin|yaz|yazin|gonder|gonderin|yolla)\b|\byazin\b/u;

/** Does this message take back the consent? `whole` is the plain message that the clauses were cut from. */
export function revokesInTurkish(clauses: readonly Clause[], whole: string): boolean {
  if (clauses.length === 1 && WHOLE.test(clauses[0]?.text ?? '')) return true;
  return clauses.some(
    ({ text }) =>
      wish.test(text) && !ANOTHER_TIME.test(text) && !(/\bara/u.test(text) && WANTS_TEXTS.test(whole)),
  );
}
