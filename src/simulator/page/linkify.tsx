/** Words with their web addresses made clickable; everything else stays text and is escaped as such. */

const address = /https?:\/\/[^\s<>"']+/g;
/** Marks that end a sentence, not an address. */
const trailing = /[.,!?;:)\]]+$/;

export function Linked({ text }: { text: string }) {
  const parts = [];
  let position = 0;
  for (const match of text.matchAll(address)) {
    const url = match[0].replace(trailing, '');
    parts.push(text.slice(position, match.index));
    parts.push(
      <a href={url} target="_blank" rel="noopener">
        {url}
      </a>,
    );
    position = match.index + url.length;
  }
  parts.push(text.slice(position));
  return <>{parts}</>;
}
