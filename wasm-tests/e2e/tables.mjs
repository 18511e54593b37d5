// Tables for the tests: the heart failure records where they are, else ones like them, and big tables.

import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const records = fileURLToPath(
  new URL('../../../shared/data/heart_failure_clinical_records.csv', import.meta.url),
);

let folder;

/** A folder that is removed when the process ends. */
export function scratch() {
  if (!folder) {
    folder = mkdtempSync(join(tmpdir(), 'causeloom-e2e-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return folder;
}

/** Writes bytes under a name into the scratch folder; the answer is the path. */
export function keep(name, bytes) {
  const path = join(scratch(), name);
  writeFileSync(path, bytes);
  return path;
}

/** Numbers in [0, 1) that are the same in every run. */
export function draws(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * The 299 patients: `{ path, name, rows, real }`. Where the file is absent, a table of the same
 * columns and size takes its place, and that is said aloud.
 */
export function heartFailure() {
  heart ??= findHeartFailure();
  return heart;
}

let heart;

function findHeartFailure() {
  const name = 'heart_failure_clinical_records.csv';
  if (existsSync(records)) return { path: records, name, rows: 299, real: true };
  console.log('skipped: the published figures of the heart failure records, because ../shared/data is absent; a made-up table is used');
  return { path: keep(name, likeHeartFailure()), name, rows: 299, real: false };
}

function likeHeartFailure() {
  const draw = draws(299);
  const header =
    'age,anaemia,creatinine_phosphokinase,diabetes,ejection_fraction,high_blood_pressure,platelets,serum_creatinine,serum_sodium,sex,smoking,time,DEATH_EVENT';
  const lines = [header];
  for (let row = 0; row < 299; row += 1) {
    const age = 40 + Math.floor(55 * draw());
    const yes = (share) => (draw() < share ? 1 : 0);
    const sex = yes(0.65);
    const fraction = 20 + Math.floor(50 * draw());
    const death = yes(0.1 + 0.006 * (age - 40) + 0.008 * Math.max(0, 40 - fraction));
    lines.push(
      [age, yes(0.4), Math.floor(30 + 2000 * draw()), yes(0.4), fraction, yes(0.35), Math.floor(100000 + 300000 * draw()),
        (0.6 + 2 * draw()).toFixed(1), Math.floor(125 + 20 * draw()), sex, yes(0.1 + 0.4 * sex), Math.floor(4 + 280 * draw()), death].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A CSV of many rows and columns of the usual kinds; the answer is its path. */
export function wide(name, rows, columns) {
  const path = join(scratch(), name);
  if (existsSync(path)) return path;
  const draw = draws(rows + columns);
  const cell = (column) => {
    if (column === 0) return draw() < 0.5 ? 'f' : 'm';
    if (column === 1) return draw() < 0.3 ? '1' : '0';
    return column % 3 === 0 ? 'abcd'[Math.floor(4 * draw())] : (100 * draw()).toFixed(3);
  };
  const file = openSync(path, 'w');
  const names = Array.from({ length: columns }, (_, column) => ['sex', 'died'][column] ?? `x${column}`);
  writeSync(file, `${names.join(',')}\n`);
  for (let done = 0; done < rows; done += 5000) {
    const lines = Array.from({ length: Math.min(5000, rows - done) }, () =>
      Array.from({ length: columns }, (_, column) => cell(column)).join(','),
    );
    writeSync(file, `${lines.join('\n')}\n`);
  }
  closeSync(file);
  return path;
}
