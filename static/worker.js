// One worker of the pool: it does what the page asks, one message after the other.
import * as engine from "./engine.js";

new PerformanceObserver((list) => {
  const requests = list.getEntries().map(({ name, startTime, transferSize, encodedBodySize }) => ({
    name,
    time: performance.timeOrigin + startTime,
    bytes: transferSize || encodedBodySize,
  }));
  postMessage({ requests });
}).observe({ type: "resource", buffered: true });

onmessage = ({ data: { id, verb, parts, module } }) => {
  try {
    if (module) {
      engine.initSync({ module });
      engine.prepare_worker();
      postMessage({ ready: true });
      return;
    }
    const answer = engine[verb](...parts, (done) => postMessage({ id, done }));
    postMessage({ id, answer }, ArrayBuffer.isView(answer) ? [answer.buffer] : []);
  } catch (error) {
    // A text is a refusal with its reason; anything else means that the instance is broken.
    postMessage(typeof error === "string" ? { id, error } : { crash: String(error) });
  }
};
