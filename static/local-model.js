// Language models in the tab: a GGUF file by llama.cpp in WebAssembly (wllama), or the browser's own.
//
// Nothing here is loaded before somebody asks for it, and nothing leaves the tab. Questions and replies
// have the form of the application's `Ask` and `Reply`:
//   ask    { messages: [{ role, text }], form: "free" | { grammar } | { schema }, max_tokens, temperature, seed }
//   reply  { text, finish: "stop" | "length" | "refused", usage: { prompt, completion, cost }, model }

const vendor = new URL("./vendor/wllama/", import.meta.url);

/** What the engine would say to the console; its errors are thrown anyhow. */
const quiet = { debug() {}, log() {}, warn() {}, error() {} };

/** Chrome asks for the languages before it says whether its model is there. */
const languages = {
  expectedInputs: [{ type: "text", languages: ["en"] }],
  expectedOutputs: [{ type: "text", languages: ["en"] }],
};

/** The model that is loaded: its `name`, `generate` and `end`, and `broken`, which fails when it breaks. */
let loaded;

/** What is being loaded; ending it fails the loading, which the engine itself may never do. */
let loading;

/** A failure with a kind that the page has words for. */
function failure(kind, message, cause) {
  return Object.assign(new Error(message, { cause }), { name: "LocalModelError", kind });
}

/** A promise that only ever fails, and how to fail it. */
function alarm() {
  const one = { hasRung: false };
  one.rings = new Promise((_, reject) => {
    one.ring = (error) => {
      one.hasRung = true;
      reject(error);
    };
  });
  one.rings.catch(() => {});
  return one;
}

/**
 * Loads a model from GGUF files: one, or all parts of one. `onProgress({ loaded, total })` tells the
 * bytes read. `options` are `threads` (1, and always 1 where the page shares no memory), `context`
 * (4096 tokens) and `gpu` (true: WebGPU where there is one). The answer describes the model.
 */
export async function load(files, onProgress = () => {}, { threads = 1, context = 4096, gpu = true } = {}) {
  const begin = async (mine) => {
    const { broken } = mine;
    const parts = [...files];
    if (parts.length === 0) throw failure("no-file", "no file was chosen");
    for (const part of parts) {
      const magic = new TextDecoder("latin1").decode(await part.slice(0, 4).arrayBuffer());
      if (magic !== "GGUF") throw failure("no-gguf", `${part.name ?? "the file"} is no GGUF file`);
    }
    const { Wllama } = await import(new URL("index.js", vendor).href);
    const engine = new Wllama({ default: new URL("wllama.wasm", vendor).href }, {
      logger: { ...quiet, error: (what) => what instanceof ErrorEvent && broken.ring(failure("broken", what.message)) },
      suppressNativeLog: true,
    });
    // Otherwise it would fetch another build of itself from elsewhere in browsers that need one.
    engine.setCompat(null);
    if (broken.hasRung) throw failure("unloaded", "the model was unloaded");
    const opening = engine.loadModel(counted(parts, onProgress), {
      n_threads: threads,
      n_ctx: context,
      n_parallel: 1,
      n_gpu_layers: gpu ? 99_999 : 0,
    });
    // An engine that is ended before it has its worker would leave one behind; one that cannot load
    // the file may never say so.
    const opened = Promise.race([opening.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1_000))]);
    const model = { end: () => opened.then(() => engine.exit()) };
    mine.model = model;
    await opening;
    const { success, n_vocab: words, n_ctx_train: trained, metadata } = engine.getLoadedContextInfo();
    if (!success || !words) throw failure("not-loadable", "the file is damaged, or of a kind that llama.cpp does not know");
    const name = metadata["general.name"] || parts[0].name || "model";
    const generate = (ask, onDelta, signal) => generateByFile(engine, name, ask, onDelta, signal);
    return Object.assign(model, { name, generate, about: { name, context, trained, threads: engine.getNumThreads() } });
  };
  return replace(begin);
}

/** Whether the browser has a model of its own: `unavailable`, `downloadable`, `downloading` or `available`. */
export async function builtInAvailability() {
  if (!("LanguageModel" in globalThis)) return "unavailable";
  return LanguageModel.availability(languages).catch(() => "unavailable");
}

/** Loads the browser's own model; it may have to download it, which only a click may begin. */
export async function loadBuiltIn(onProgress = () => {}) {
  const begin = async (mine) => {
    if ((await builtInAvailability()) === "unavailable") throw failure("unavailable", "this browser has no language model of its own");
    const abort = new AbortController();
    const model = { end: () => abort.abort() };
    mine.model = model;
    const monitor = (download) => download.addEventListener("downloadprogress", ({ loaded, total }) => onProgress({ loaded, total: total || 1 }));
    // Kept so that the model stays in memory; every question gets a session of its own.
    const first = await LanguageModel.create({ ...languages, monitor, signal: abort.signal });
    const name = "built-in";
    const generate = (ask, onDelta, signal) => generateByBrowser(name, ask, onDelta, AbortSignal.any([abort.signal, signal]));
    return Object.assign(model, { name, generate, first, about: { name, context: first.contextWindow ?? first.inputQuota } });
  };
  return replace(begin);
}

/**
 * Answers an ask; `onDelta(piece)` gets the text as it comes. A signal that is aborted fails it with an
 * `AbortError`, and the model can be asked again.
 */
export async function generate(ask, onDelta = () => {}, signal = new AbortController().signal) {
  if (!loaded) throw failure("not-loaded", "no model is loaded");
  signal.throwIfAborted();
  try {
    return await Promise.race([loaded.generate(ask, onDelta, signal), loaded.broken.rings]);
  } catch (error) {
    signal.throwIfAborted();
    throw error.name === "LocalModelError" ? error : failure("failed", `the model failed: ${error.message}`, error);
  }
}

/** Attempts that are being answered. */
const answering = new Map();

/**
 * Answers a request in the form of OpenAI's chat completions as a server would: `tell` hears a head,
 * chunks and the end, each with the number of the attempt.
 */
export async function answer(attempt, body, tell) {
  const abort = new AbortController();
  answering.set(attempt, abort);
  const bytes = (text) => new TextEncoder().encode(text);
  const head = (status) => tell({ attempt, head: { status, headers: [["content-type", status === 200 ? "text/event-stream" : "application/json"]] } });
  const event = (data) => tell({ attempt, chunk: bytes(`data: ${JSON.stringify(data)}\n\n`) });
  let hasBegun = false;
  const begin = () => {
    if (!hasBegun) head(200);
    hasBegun = true;
  };
  try {
    const { messages, max_tokens, temperature, seed, grammar, response_format } = JSON.parse(body);
    const schema = response_format?.json_schema?.schema;
    const form = grammar !== undefined ? { grammar } : schema !== undefined ? { schema } : "free";
    const ask = { messages: messages.map(({ role, content }) => ({ role, text: content })), form, max_tokens, temperature, seed };
    const reply = await generate(ask, (content) => (begin(), event({ choices: [{ index: 0, delta: { content } }] })), abort.signal);
    begin();
    const finish = { stop: "stop", length: "length", refused: "content_filter" }[reply.finish];
    const { prompt, completion } = reply.usage;
    const usage = prompt == null ? undefined : { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
    event({ model: reply.model, choices: [{ index: 0, delta: {}, finish_reason: finish }], usage });
    tell({ attempt, chunk: bytes("data: [DONE]\n\n") });
    tell({ attempt, end: true });
  } catch (error) {
    if (abort.signal.aborted) return tell({ attempt, failed: "aborted", words: "" });
    if (hasBegun) return tell({ attempt, failed: "reset", words: error.message });
    // A model that is gone holds the run; a question that it cannot take is given up.
    head(["not-loaded", "unloaded", "broken"].includes(error.kind) ? 404 : 400);
    tell({ attempt, chunk: bytes(JSON.stringify({ error: { message: error.message, code: error.kind } })) });
    tell({ attempt, end: true });
  } finally {
    answering.delete(attempt);
  }
}

/** Breaks an attempt off. */
export function leave(attempt) {
  answering.get(attempt)?.abort();
}

/** Ends the model and all that it does, loading included, and frees its memory. */
export async function unload() {
  const ended = [loading, loaded];
  loading = loaded = undefined;
  for (const one of ended) {
    one?.broken.ring(failure("unloaded", "the model was unloaded"));
    await (one?.model ?? one)?.end?.();
  }
}

async function replace(begin) {
  await unload();
  const broken = alarm();
  const mine = (loading = { broken });
  try {
    const model = await Promise.race([begin(mine), broken.rings]);
    loaded = Object.assign(model, { broken });
    return model.about;
  } catch (error) {
    await mine.model?.end?.();
    throw error.name === "LocalModelError" ? error : failure("not-loadable", `the model cannot be loaded: ${error.message}`, error);
  } finally {
    if (loading === mine) loading = undefined;
  }
}

/** The files, telling how far the engine has read in them. */
function counted(parts, onProgress) {
  const total = parts.reduce((sum, part) => sum + part.size, 0);
  const read = new Map();
  const tell = (part, end) => {
    read.set(part, Math.max(read.get(part) ?? 0, Math.min(end, part.size)));
    onProgress({ loaded: [...read.values()].reduce((sum, bytes) => sum + bytes, 0), total });
  };
  return parts.map((part) => {
    const file = new File([part], part.name ?? "model.gguf");
    file.slice = (from, to, kind) => (tell(part, to ?? part.size), Blob.prototype.slice.call(file, from, to, kind));
    return file;
  });
}

async function generateByFile(engine, model, ask, onDelta, signal) {
  const { form } = ask;
  const question = {
    messages: ask.messages.map(({ role, text }) => ({ role, content: text })),
    max_tokens: ask.max_tokens,
    stream: true,
    stream_options: { include_usage: true },
    abortSignal: signal,
  };
  if (form?.grammar !== undefined) question.grammar = form.grammar;
  if (form?.schema !== undefined) question.response_format = { type: "json_schema", json_schema: { name: "reply", strict: true, schema: form.schema } };
  for (const field of ["temperature", "seed"]) if (ask[field] != null) question[field] = ask[field];
  const reply = { text: "", finish: "stop", usage: { prompt: null, completion: null, cost: null }, model };
  const onData = ({ choices, usage }) => {
    const piece = choices?.[0]?.delta?.content ?? "";
    // One more piece may come before the engine notices that it was told to stop.
    if (piece && !signal.aborted) onDelta(piece);
    reply.text += piece;
    if (choices?.[0]?.finish_reason === "length") reply.finish = "length";
    if (usage) Object.assign(reply.usage, { prompt: usage.prompt_tokens, completion: usage.completion_tokens });
  };
  await engine.createChatCompletion({ ...question, onData });
  return reply;
}

async function generateByBrowser(model, ask, onDelta, signal) {
  const { form } = ask;
  if (form?.grammar !== undefined) throw failure("no-grammar", "the browser's own model takes no grammar");
  const spoken = ask.messages.map(({ role, text }) => ({ role, content: text }));
  const system = spoken.filter(({ role }) => role === "system");
  const limit = new AbortController();
  const both = AbortSignal.any([signal, limit.signal]);
  const session = await LanguageModel.create({ ...languages, initialPrompts: system, signal: both });
  const reply = { text: "", finish: "stop", usage: { prompt: null, completion: null, cost: null }, model };
  try {
    const constraint = form?.schema === undefined ? {} : { responseConstraint: form.schema };
    const turns = spoken.filter(({ role }) => role !== "system");
    let pieces = 0;
    for await (const piece of session.promptStreaming(turns, { signal: both, ...constraint })) {
      onDelta(piece);
      reply.text += piece;
      // It knows no limit; a piece is a token, or a few.
      if (++pieces >= ask.max_tokens) {
        reply.finish = "length";
        break;
      }
    }
  } finally {
    limit.abort();
    session.destroy();
  }
  return reply;
}
