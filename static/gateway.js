// The only document that may reach a language model. It sees finished requests and keys, never a table.
//
// The page hands it one port. Over the port come keys ({ origin, key, remember }), requests ({ attempt,
// method, url, headers, body }) and aborts; back go heads, chunks, ends and failures with the reason as
// far as a browser tells it, and the origins of which a key is kept. A key stays here: requests carry the
// placeholder below in its place, and the header is left out where there is no key.

const placeholder = "{key}";
const remembered = "causeloom.key ";
const keys = new Map();
const going = new Map();
let port;

/** Policy violations of this document, by the address that was blocked. */
const blocked = new Set();
addEventListener("securitypolicyviolation", ({ blockedURI }) => blocked.add(new URL(blockedURI, location.href).origin));

const isLoopback = (url) => ["localhost", "127.0.0.1"].includes(url.hostname);

/** Why a request may not be made at all, in words; nothing where it may. */
function refusal(url) {
  if (url.username || url.password) return "the address holds a user name or password";
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))) return undefined;
  return "only https addresses and servers on this computer (localhost, 127.0.0.1) are called";
}

/** What is asked of the browser when a request failed without a reason. */
async function reason(url) {
  if (blocked.has(url.origin)) return "policy";
  if (!navigator.onLine && !isLoopback(url)) return "offline";
  if (isLoopback(url)) {
    const permission = await navigator.permissions?.query({ name: "loopback-network" }).catch(() => undefined);
    if (permission?.state === "denied") return "permission";
  }
  // A server that is there answers this, readable or not: then it was its CORS headers that said no.
  const limit = AbortSignal.timeout(4_000);
  const isThere = await fetch(url.origin, { mode: "no-cors", credentials: "omit", cache: "no-store", signal: limit }).then(() => true, () => false);
  if (isThere) return "cors";
  if (isLoopback(url) && location.protocol === "https:") return "refused-or-mixed";
  return "unreachable";
}

async function send({ attempt, method, url: address, headers, body }) {
  const abort = new AbortController();
  going.set(attempt, abort);
  const tell = (message, transfer = []) => port.postMessage({ attempt, ...message }, transfer);
  let url;
  let hasBegun = false;
  try {
    url = new URL(address);
    const why = refusal(url);
    if (why) return tell({ failed: "not-allowed", words: why });
    const key = keys.get(url.origin);
    const kept = headers.filter(([, value]) => key || !value.includes(placeholder));
    const filled = kept.map(([name, value]) => [name, value.replace(placeholder, () => key)]);
    const response = await fetch(url, {
      method, headers: filled, body: method === "GET" ? undefined : body, signal: abort.signal,
      credentials: "omit", redirect: "error", cache: "no-store", referrerPolicy: "no-referrer",
    });
    hasBegun = true;
    tell({ head: { status: response.status, headers: [...response.headers] } });
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      tell({ chunk: value.buffer }, [value.buffer]);
    }
    tell({ end: true });
  } catch (error) {
    if (abort.signal.aborted) return tell({ failed: "aborted", words: "" });
    const cut = navigator.onLine || isLoopback(url) ? "reset" : "offline";
    const seen = !url ? "not-allowed" : hasBegun ? cut : await reason(url);
    tell({ failed: seen, words: String(error?.message ?? error) });
  } finally {
    going.delete(attempt);
  }
}

/** Keeps a key until the page is left, or until the tab is closed; without one, forgets it. */
function keep({ origin, key, remember }) {
  keys.delete(origin);
  sessionStorage.removeItem(remembered + origin);
  if (key) keys.set(origin, key);
  if (key && remember) sessionStorage.setItem(remembered + origin, key);
  tellKeys();
}

function tellKeys() {
  port.postMessage({ keys: [...keys.keys()] });
}

function hear({ data }) {
  if (data.send) send(data.send);
  else if (data.abort !== undefined) going.get(data.abort)?.abort();
  else if (data.origin) keep(data);
}

for (const name of Object.keys(sessionStorage)) {
  if (name.startsWith(remembered)) keys.set(name.slice(remembered.length), sessionStorage.getItem(name));
}

addEventListener("message", ({ origin, ports, data }) => {
  if (origin !== location.origin || data !== "causeloom-gateway" || port) return;
  [port] = ports;
  port.onmessage = hear;
  tellKeys();
});
