// Files that go wrong in the ways that files go wrong. Each says whether it must be refused with a
// message (`refused`, a pattern of what the message says) or read with a remark (`read`, the rows).

const text = (string) => Buffer.from(string, 'utf8');
const rows = (n, row) => Array.from({ length: n }, (_, i) => row(i)).join('\n');
const utf16 = (string, littleEndian) => {
  const bytes = Buffer.from('\ufeff' + string, 'utf16le');
  return littleEndian ? bytes : bytes.swap16();
};
const people = (n) => 'sex,age,smoker,died\n' + rows(n, (i) => `${i % 2 ? 'm' : 'f'},${30 + (i * 7) % 50},${i % 3 ? 'no' : 'yes'},${(i * 5) % 7 < 3 ? 1 : 0}`);

/** @type {{name: string, bytes: Buffer, refused?: RegExp, read?: number, audit?: RegExp}[]} */
export const badFiles = [
  { name: 'empty.csv', bytes: text(''), refused: /empty/i },
  { name: 'only-blank-lines.csv', bytes: text('\n\n\r\n\n'), refused: /empty|no (data )?rows|nothing/i },
  { name: 'header-only.csv', bytes: text('sex,age,died\n'), refused: /no (data )?rows|header/i },
  { name: 'workbook.csv', bytes: Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(500, 7)]), refused: /zip|excel|workbook/i },
  { name: 'picture.csv', bytes: Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100, 3)]), refused: /png|image|picture/i },
  { name: 'parquet.csv', bytes: Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(100, 1)]), refused: /parquet/i },
  { name: 'binary.csv', bytes: Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 37) % 251)), refused: /binary|not text|NUL/i },
  { name: 'page.csv', bytes: text('<!doctype html><html><body>Sign in</body></html>'), refused: /html|web page/i },
  { name: 'unclosed-quote.csv', bytes: text('a,b\n1,2\n"3,4\n5,6\n'), refused: /quot/i },
  { name: 'too-many-cells.csv', bytes: text('a,b\n1,2\n3,4,5\n6,7\n'), refused: /row 2|line 3/i },
  { name: 'huge-cell.csv', bytes: text('a,b\n1,"' + 'x'.repeat(10_000_000) + '"\n'), refused: /cell|long/i },
  { name: 'broken.jsonl', bytes: text('{"a": 1}\n{"a": \n'), refused: /line 2|row 2/i },
  { name: 'nested.jsonl', bytes: text('{"a": {"b": 1}}\n'), refused: /nested|object|list/i },
  { name: 'ragged.csv', bytes: text('a,b,c\n1,2,3\n4,5\n6\n7,8,9\n'), read: 4 },
  { name: 'duplicate-headers.csv', bytes: text('a,a,a\n1,2,3\n4,5,6\n'), read: 2 },
  { name: 'empty-headers.csv', bytes: text('a,,\n1,2,3\n4,5,6\n'), read: 2 },
  { name: 'latin1.csv', bytes: Buffer.from('name,größe\nJosé,1\nZoë,2\n', 'latin1'), read: 2 },
  { name: 'utf16-little.csv', bytes: utf16('a,b\n1,2\n3,4\n', true), read: 2 },
  { name: 'utf16-big.csv', bytes: utf16('a,b\n1,2\n3,4\n', false), read: 2 },
  { name: 'byte-order-mark.csv', bytes: text('\ufeffa,b\n1,2\n3,4\n'), read: 2 },
  { name: 'semicolons.csv', bytes: text('a;b\n1,5;2,5\n3,5;4,5\n'), read: 2 },
  { name: 'tabs.csv', bytes: text('a\tb\n1\t2\n3\t4\n'), read: 2 },
  { name: 'old-mac-lines.csv', bytes: text('a,b\r1,2\r3,4\r'), read: 2 },
  { name: 'one-column.csv', bytes: text('a\n1\n2\n3\n'), read: 3 },
  { name: 'all-missing.csv', bytes: text('sex,age,died\n' + rows(40, (i) => `${i % 2 ? 'm' : 'f'},,${i % 3 ? 0 : 1}`)), read: 40 },
  { name: 'constant-column.csv', bytes: text('sex,age,died\n' + rows(40, (i) => `${i % 2 ? 'm' : 'f'},50,${i % 3 ? 0 : 1}`)), read: 40 },
  { name: 'markup.csv', bytes: text('sex,"<img src=x onerror=alert(1)>",died\n' + rows(20, (i) => `${i % 2 ? '<b>m</b>' : '=1+1'},${i},${i % 3 ? 0 : 1}`)), read: 20 },
  { name: 'numbers-with-words.csv', bytes: text('a,b\n' + rows(100, (i) => `${i === 50 ? 'about 3' : i},${i % 2}`)), read: 100 },
  { name: 'overflow.csv', bytes: text('a,b\n1e400,2\n-1e400,3\n1,4\n'), read: 3 },
  { name: 'one-group.csv', bytes: text(people(40).replace(/^m/gm, 'f')), read: 40, audit: /only|nothing to compare/i },
  { name: 'outcome-constant.csv', bytes: text('sex,age,died\n' + rows(60, (i) => `${i % 2 ? 'm' : 'f'},${i},0`)), read: 60, audit: /only|every row|no value/i },
  { name: 'quasi-separation.csv', bytes: text('sex,age,died\n' + rows(80, (i) => `${i % 2 ? 'm' : 'f'},${i},${i < 40 ? 0 : 1}`)), read: 80, audit: /predict perfectly/ },
  { name: 'group-of-two.csv', bytes: text('sex,age,died\n' + rows(60, (i) => `${i < 2 ? 'm' : 'f'},${i},${i % 3 ? 0 : 1}`)), read: 60, audit: /2 rows|at least/i },
];
