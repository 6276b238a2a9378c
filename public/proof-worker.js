// Finds the number whose SHA-256 together with the salt is the challenge. The browser's own digest answers by a promise for
// each hash, which costs more than the hash: so it is computed here, its first blocks once and for all.

// The fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2).
const K = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
  0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
  0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
  0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
  0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const BLOCK = 64;
const words = new Int32Array(64);

/** Mixes the block of `bytes` at `from` into `state`. */
function mix(state, bytes, from) {
  for (let i = 0; i < 16; i++) {
    const at = from + i * 4;
    words[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15];
    const y = words[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] + s0 + words[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + words[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const mixed = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i] + mixed[i]) | 0;
}

/** The number from 0 to `max` that fits, or null. */
function find(salt, challenge, max) {
  const wanted = START.map((_, i) => Number.parseInt(challenge.slice(i * 8, i * 8 + 8), 16) | 0);
  const text = new TextEncoder();
  const prefix = text.encode(salt);
  const whole = prefix.length - (prefix.length % BLOCK);
  const first = new Int32Array(START);
  for (let at = 0; at < whole; at += BLOCK) mix(first, prefix, at);
  const rest = prefix.slice(whole);
  const tail = new Uint8Array(3 * BLOCK);
  const lengths = new DataView(tail.buffer);
  const state = new Int32Array(8);
  for (let number = 0; number <= max; number++) {
    const digits = text.encode(String(number));
    const used = rest.length + digits.length;
    const end = used + 9 > BLOCK ? 2 * BLOCK : BLOCK;
    tail.fill(0, 0, end);
    tail.set(rest);
    tail.set(digits, rest.length);
    tail[used] = 0x80;
    lengths.setUint32(end - 4, (whole + used) * 8);
    state.set(first);
    for (let at = 0; at < end; at += BLOCK) mix(state, tail, at);
    if (state[0] === wanted[0] && wanted.every((word, i) => state[i] === word)) return number;
  }
  return null;
}

onmessage = ({ data }) => postMessage(find(data.salt, data.challenge, data.maxnumber));
