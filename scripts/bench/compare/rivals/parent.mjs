/** A side must not outlive the bench, however that ends: its standard input is a pipe that closes with it. */
export function endWithParent() {
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
  // A Ctrl-C reaches the whole group; the bench decides in which order the sides end.
  process.on('SIGINT', () => {});
}
