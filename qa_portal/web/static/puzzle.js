// The sum of a form, when a limit is near. One file, twice: on the page it asks, in a worker it counts.
// Looks for eight hex digits so that SHA-256 over the seed and them begins with `bits` zero bits.
const roots = (power) => {
  const found = [];
  for (let n = 2; found.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (prime) found.push(((n ** power) % 1) * 2 ** 32 | 0);
  }
  return found;
};
const K = Int32Array.from(roots(1 / 3));
const START = Int32Array.from(roots(1 / 2).slice(0, 8));
const turn = (x, by) => (x >>> by) | (x << (32 - by));

const firstWord = (w) => {
  for (let i = 16; i < 64; i++) {
    const s0 = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
    const s1 = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return (a + START[0]) >>> 0;
};

const word = (text) => [...text].reduce((sum, sign) => (sum << 8) | sign.charCodeAt(0), 0);
const hex = (number, size) => number.toString(16).padStart(size, "0");

const solve = (seed, bits) => {
  const w = new Int32Array(64);
  const low = Array.from({ length: 65536 }, (_, n) => word(hex(n, 4)));
  for (let n = 0; n < 2 ** 32; n++) {
    for (let i = 0; i < 8; i++) w[i] = word(seed.slice(4 * i, 4 * i + 4));
    w[8] = low[n >>> 16];
    for (; ; n++) {
      w[9] = low[n & 65535];
      w[10] = 0x80000000;
      w.fill(0, 11, 15);
      w[15] = 320;
      if (firstWord(w) >>> (32 - bits) === 0) return hex(n, 8);
      if ((n & 65535) === 65535) break;
    }
  }
  return "";
};

if (typeof document === "undefined") {
  onmessage = (event) => postMessage(solve(event.data.seed, event.data.bits));
} else {
  document.querySelectorAll("[data-puzzle]").forEach((place) => {
    const form = place.closest("form");
    const status = place.querySelector("[data-puzzle-status]");
    const answer = place.querySelector("[name=puzzle_answer]");
    let sender = null, held = false;
    status.textContent = place.dataset.puzzleBusy;
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.onmessage = (event) => {
      answer.value = event.data;
      status.textContent = place.dataset.puzzleDone;
      worker.terminate();
      if (held) form.requestSubmit(sender);
    };
    form.addEventListener("submit", (event) => {
      if (answer.value) return;
      event.preventDefault();
      [held, sender] = [true, event.submitter];
      status.textContent = place.dataset.puzzleHeld;
    });
    worker.postMessage({ seed: place.dataset.puzzle, bits: Number(place.dataset.puzzleBits) });
  });
}
