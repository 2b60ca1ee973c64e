// Writes a zip archive that is the same for the same files, whoever builds it and when. Compresses nothing.
import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { crc32 } from "./crc32.mjs";

/** 1980-01-01, the first day of the format's calendar (APPNOTE.TXT 4.4.6). */
const DATE = (1 << 5) | 1;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;

/** The archive of a folder, its files in the order of their names. */
export async function zipFolder(folder) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const names = paths.map((path) => relative(folder, path).split(sep).join("/")).sort();
  const local = [];
  const central = [];
  let offset = 0;
  for (const name of names) {
    const content = await readFile(join(folder, name));
    const encoded = Buffer.from(name, "utf8");
    const facts = common(encoded, content);
    const header = Buffer.concat([signature(0x04034b50), facts, encoded]);
    central.push(Buffer.concat([signature(0x02014b50), word(VERSION), facts, tail(offset), encoded]));
    local.push(header, content);
    offset += header.length + content.length;
  }
  const directory = Buffer.concat(central);
  return Buffer.concat([...local, directory, end(names.length, directory.length, offset)]);
}

/** The fields that both headers share, from `version needed` to `extra field length`. */
function common(name, content) {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(VERSION, 0);
  facts.writeUInt16LE(FLAGS, 2);
  facts.writeUInt16LE(0, 4);
  facts.writeUInt16LE(0, 6);
  facts.writeUInt16LE(DATE, 8);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(content.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(name.length, 22);
  return facts;
}

/** Comment, disk and attributes, all empty, and where the file's own header stands. */
function tail(offset) {
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(offset, 10);
  return rest;
}

function end(count, size, offset) {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

function signature(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function word(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
