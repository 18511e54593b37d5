// Sets the colours before the first paint, then starts the application.
try {
  const theme = localStorage.getItem("causeloom.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: then the system's colours are used.
}

const here = document.currentScript.src;
const program = import("./app.js");

// A link to a later page needs that page's code as soon as the program itself.
const isLater = /[#&]step=(?!data)/.test(location.hash);
if (isLater) {
  const pages = { rel: "preload", href: "./split_pages.wasm", as: "fetch", type: "application/wasm", crossOrigin: "anonymous" };
  document.head.append(Object.assign(document.createElement("link"), pages));
}

// What workers run is loaded when the first of them starts, and compiled once for all.
let compiled;
const engine = () => (compiled ??= WebAssembly.compileStreaming(fetch(new URL("engine_bg.wasm", here))));

// A language model in the tab is loaded when somebody asks for one.
globalThis.causeloomLocalModel = () => import(new URL("local-model.js", here));

addEventListener("DOMContentLoaded", async () => {
  const place = document.getElementById("app");
  try {
    const { default: init, fetch_pages, mount } = await program;
    await init();
    if (isLater) {
      fetch_pages();
      await null;
    }
    place.replaceChildren();
    mount(place, new URL("worker.js", here).href, engine);
  } catch (error) {
    const line = document.createElement("p");
    line.className = "loading";
    line.setAttribute("role", "alert");
    line.textContent = `Causeloom could not start: ${error}. A current Firefox, Chrome, Edge or Safari is needed; reload the page to try again.`;
    place.replaceChildren(line);
  }
});
