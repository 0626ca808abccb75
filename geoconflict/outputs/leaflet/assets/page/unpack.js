/* Packed blocks of the page (see encode.py) to JSON values. */

/* Raw deflate (RFC 1951), for browsers without DecompressionStream. */
function inflate(source) {
  const LENGTH = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  let out = new Uint8Array(Math.max(1024, source.length * 6));
  let size = 0, at = 0, held = 0, bits = 0;

  function read(count) {
    while (bits < count) { held |= source[at++] << bits; bits += 8; }
    const value = held & ((1 << count) - 1);
    held >>>= count; bits -= count;
    return value;
  }
  function makeTree(lengths) {
    const count = new Uint16Array(16), offset = new Uint16Array(16), symbol = new Uint16Array(lengths.length);
    for (const length of lengths) count[length]++;
    count[0] = 0;
    for (let i = 1; i < 16; i++) offset[i] = offset[i - 1] + count[i - 1];
    lengths.forEach((length, i) => { if (length) symbol[offset[length]++] = i; });
    return { count, symbol };
  }
  function decode(tree) {
    let code = 0, first = 0, index = 0;
    for (let length = 1; length < 16; length++) {
      code |= read(1);
      const count = tree.count[length];
      if (code - count < first) return tree.symbol[index + code - first];
      index += count; first = (first + count) << 1; code <<= 1;
    }
    throw new Error("damaged data");
  }
  function reserve(count) {
    if (size + count <= out.length) return;
    const larger = new Uint8Array(Math.max(out.length * 2, size + count));
    larger.set(out); out = larger;
  }
  const fixed = [
    makeTree(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
    makeTree(new Array(30).fill(5)),
  ];
  for (let last = 0; !last;) {
    last = read(1);
    const type = read(2);
    if (type === 0) {
      held = 0; bits = 0;
      const count = source[at] | (source[at + 1] << 8);
      at += 4; reserve(count);
      out.set(source.subarray(at, at + count), size);
      at += count; size += count;
      continue;
    }
    let trees = fixed;
    if (type === 2) {
      const literals = read(5) + 257, distances = read(5) + 1, codes = read(4) + 4;
      const short = new Array(19).fill(0), lengths = [];
      for (let i = 0; i < codes; i++) short[ORDER[i]] = read(3);
      const tree = makeTree(short);
      while (lengths.length < literals + distances) {
        const symbol = decode(tree);
        if (symbol < 16) lengths.push(symbol);
        else {
          const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
          let times = symbol === 16 ? read(2) + 3 : symbol === 17 ? read(3) + 3 : read(7) + 11;
          while (times--) lengths.push(value);
        }
      }
      trees = [makeTree(lengths.slice(0, literals)), makeTree(lengths.slice(literals))];
    }
    for (;;) {
      const symbol = decode(trees[0]);
      if (symbol === 256) break;
      if (symbol < 256) { reserve(1); out[size++] = symbol; continue; }
      const length = LENGTH[symbol - 257] + read(LENGTH_BITS[symbol - 257]);
      const code = decode(trees[1]);
      const distance = DISTANCE[code] + read(DISTANCE_BITS[code]);
      reserve(length);
      for (let i = 0; i < length; i++, size++) out[size] = out[size - distance];
    }
  }
  return out.subarray(0, size);
}

async function readBlock(name) {
  const coded = atob(document.getElementById(`gc-${name}`).textContent);
  const bytes = new Uint8Array(coded.length);
  for (let i = 0; i < coded.length; i++) bytes[i] = coded.charCodeAt(i);
  if (typeof DecompressionStream === "function") {
    let stream = null;
    try { stream = new DecompressionStream("deflate-raw"); } catch { /* an older one: below */ }
    if (stream) return new Response(new Blob([bytes]).stream().pipeThrough(stream)).json();
  }
  return JSON.parse(new TextDecoder().decode(inflate(bytes)));
}
