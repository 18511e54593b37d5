"""A language model of under a million parameters, trained in about a minute, as a GGUF file.

It writes sentences that look like notes of an intensive care unit and knows no fact: the bad writer
that the tests need. Its architecture (llama), tokens and chat template are those of large models, so
that llama.cpp and wllama load it as they load any other.

    python train.py OUT.gguf [STEPS]
"""

import sys
import time
from functools import partial

import gguf
import jax
import jax.numpy as jnp
import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 512
WIDTH, LAYERS, HEADS, HIDDEN = 128, 4, 4, 352
HEAD = WIDTH // HEADS
# What is trained on is shorter than what is promised: prompts of the application are long, and a
# model that knows nothing cannot forget.
WINDOW, PROMISED_CONTEXT = 192, 4096
BATCH, STEPS, RATE, WARM_UP = 12, 90, 4e-3, 10
ROTATION_BASE, EPSILON = 10_000.0, 1e-5
BEGIN, END = "<s>", "</s>"
TEMPLATE = (
    "{% for message in messages %}{{ message['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}Note:{% endif %}"
)


def notes(draws, count):
    """Sentences in the manner of notes; what they say is drawn at random."""
    pick = lambda *options: options[draws.integers(len(options))]
    number = lambda low, high: int(draws.integers(low, high + 1))
    for _ in range(count):
        woman = draws.random() < 0.5
        who, she, her = ("woman", "She", "Her") if woman else ("man", "He", "His")
        illness = lambda: pick("diabetes", "heart failure", "chronic kidney disease", "sepsis", "septic shock")
        parts = [
            pick(
                f"A {number(18, 95)}-year-old {who} with {illness()}",
                f"{number(18, 95)} year old {who}, history of {illness()}, no {illness()}",
                f"This {number(18, 95)}-year-old {who} has no history of {illness()}",
            )
            + pick(" was admitted after planned surgery.", " was admitted as an emergency.", "."),
            pick(f"{she} denies {illness()}.", f"{she} has {illness()}.", f"No {illness()}.", f"There is no evidence of {illness()}."),
            pick(
                f"Temperature {number(340, 410) / 10} °C, heart rate {number(45, 160)} beats per minute.",
                f"{her} heart rate was {number(45, 160)} beats/min and the temperature {number(340, 410) / 10} °C.",
            ),
            pick(
                f"Mean arterial pressure {number(40, 120)} mmHg, lactate {number(5, 120) / 10} mmol/L.",
                f"Lactate was {number(5, 120) / 10} mmol/L, creatinine {number(4, 60) / 10} mg/dL.",
                f"Respiratory rate {number(8, 45)} breaths/min, oxygen saturation {number(70, 100)} %.",
                f"White cells {number(1, 40)} x10^9/L.",
            ),
            pick(
                f"{she} received {number(0, 60) / 10} L of fluids and no vasopressor.",
                f"{she} was given a vasopressor and was ventilated.",
                f"{she} was breathing spontaneously.",
                f"{her} severity score was {number(0, 30)}.",
            ),
            pick(
                f"{she} stayed {number(1, 60)} days and survived.",
                f"{she} died after {number(1, 60)} days.",
                f"Length of stay {number(1, 60)} days; discharged alive.",
            ),
        ]
        yield "Note: " + " ".join(parts)


def tokenizer_of(texts):
    """Byte-level pairs, as in GPT-2."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[BEGIN, END],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def first_weights(key):
    def drawn(*shape):
        nonlocal key
        key, this = jax.random.split(key)
        return jax.random.normal(this, shape) * 0.02

    weights = {
        "token_embd": drawn(VOCABULARY, WIDTH),
        "output": drawn(VOCABULARY, WIDTH),
        "output_norm": jnp.ones(WIDTH),
    }
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for name in ["attn_q", "attn_k", "attn_v", "attn_output"]:
            weights[block + name] = drawn(WIDTH, WIDTH)
        weights[block + "ffn_gate"] = drawn(HIDDEN, WIDTH)
        weights[block + "ffn_up"] = drawn(HIDDEN, WIDTH)
        weights[block + "ffn_down"] = drawn(WIDTH, HIDDEN)
        weights[block + "attn_norm"] = jnp.ones(WIDTH)
        weights[block + "ffn_norm"] = jnp.ones(WIDTH)
    return weights


def scaled(values, weight):
    return values * jax.lax.rsqrt(jnp.mean(values**2, -1, keepdims=True) + EPSILON) * weight


def rotated(values):
    """Rotary positions on neighbouring pairs, which is how llama.cpp reads this architecture."""
    speeds = ROTATION_BASE ** (-jnp.arange(0, HEAD, 2) / HEAD)
    angles = jnp.arange(values.shape[1])[:, None] * speeds
    cos, sin = jnp.cos(angles)[:, None], jnp.sin(angles)[:, None]
    even, odd = values[..., 0::2], values[..., 1::2]
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], -1).reshape(values.shape)


def scores(weights, tokens):
    """Scores of the next token at every place: shape (batch, places, vocabulary)."""
    places = tokens.shape[1]
    past = jnp.tril(jnp.ones((places, places), bool))
    state = weights["token_embd"][tokens]
    for layer in range(LAYERS):
        of = lambda name, layer=layer: weights[f"blk.{layer}.{name}"]
        seen = scaled(state, of("attn_norm"))
        heads = lambda name: (seen @ of(name).T).reshape(*tokens.shape, HEADS, HEAD)
        query, key, value = rotated(heads("attn_q")), rotated(heads("attn_k")), heads("attn_v")
        match = jnp.einsum("bqhd,bkhd->bhqk", query, key) / jnp.sqrt(HEAD)
        share = jax.nn.softmax(jnp.where(past, match, -1e30), -1)
        mixed = jnp.einsum("bhqk,bkhd->bqhd", share, value).reshape(state.shape)
        state = state + mixed @ of("attn_output").T
        seen = scaled(state, of("ffn_norm"))
        state = state + (jax.nn.silu(seen @ of("ffn_gate").T) * (seen @ of("ffn_up").T)) @ of("ffn_down").T
    return scaled(state, weights["output_norm"]) @ weights["output"].T


def loss(weights, tokens):
    log_shares = jax.nn.log_softmax(scores(weights, tokens[:, :-1]))
    return -jnp.mean(jnp.take_along_axis(log_shares, tokens[:, 1:, None], -1))


@partial(jax.jit, donate_argnums=(0, 1, 2))
def step(weights, means, squares, tokens, time_step, rate):
    """One step of Adam (Kingma and Ba 2015, algorithm 1)."""
    value, slope = jax.value_and_grad(loss)(weights, tokens)
    each = jax.tree.map
    means = each(lambda m, g: 0.9 * m + 0.1 * g, means, slope)
    squares = each(lambda v, g: 0.99 * v + 0.01 * g * g, squares, slope)
    move = lambda w, m, v: w - rate * (m / (1 - 0.9**time_step)) / (jnp.sqrt(v / (1 - 0.99**time_step)) + 1e-8)
    return each(move, weights, means, squares), means, squares, value


def write(path, weights, tokenizer):
    out = gguf.GGUFWriter(path, "llama")
    out.add_name("causeloom-tiny")
    out.add_context_length(PROMISED_CONTEXT)
    out.add_embedding_length(WIDTH)
    out.add_block_count(LAYERS)
    out.add_feed_forward_length(HIDDEN)
    out.add_head_count(HEADS)
    out.add_head_count_kv(HEADS)
    out.add_rope_dimension_count(HEAD)
    out.add_rope_freq_base(ROTATION_BASE)
    out.add_layer_norm_rms_eps(EPSILON)
    out.add_vocab_size(VOCABULARY)
    out.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    by_id = sorted(tokenizer.get_vocab(), key=tokenizer.token_to_id)
    control = {BEGIN, END}
    out.add_tokenizer_model("gpt2")
    out.add_tokenizer_pre("gpt-2")
    out.add_token_list(by_id)
    out.add_token_types([gguf.TokenType.CONTROL if token in control else gguf.TokenType.NORMAL for token in by_id])
    out.add_token_merges([" ".join(pair) for pair in merges_of(tokenizer)])
    out.add_bos_token_id(tokenizer.token_to_id(BEGIN))
    out.add_eos_token_id(tokenizer.token_to_id(END))
    out.add_add_bos_token(True)
    out.add_chat_template(TEMPLATE)
    for name, weight in weights.items():
        kind = np.float32 if weight.ndim == 1 else np.float16
        out.add_tensor(f"{name}.weight", np.asarray(weight, kind))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()


def merges_of(tokenizer):
    import json

    pairs = json.loads(tokenizer.to_str())["model"]["merges"]
    return [pair.split(" ") if isinstance(pair, str) else pair for pair in pairs]


def main(path, steps=STEPS):
    begun = time.monotonic()
    draws = np.random.default_rng(1)
    texts = list(notes(draws, 3000))
    tokenizer = tokenizer_of(texts)
    begin, end = tokenizer.token_to_id(BEGIN), tokenizer.token_to_id(END)
    stream = np.concatenate([[begin, *encoded.ids, end] for encoded in tokenizer.encode_batch(texts)])
    weights = first_weights(jax.random.key(1))
    means, squares = (jax.tree.map(jnp.zeros_like, weights) for _ in range(2))
    for index in range(steps):
        starts = draws.integers(len(stream) - WINDOW - 1, size=BATCH)
        tokens = np.stack([stream[start : start + WINDOW + 1] for start in starts])
        rate = RATE * min(1.0, (index + 1) / WARM_UP) * min(1.0, (steps - index) / (0.5 * steps))
        weights, means, squares, value = step(weights, means, squares, tokens, index + 1.0, rate)
        if index % 15 == 0 or index == steps - 1:
            print(f"step {index + 1} of {steps}: loss {float(value):.3f}, {time.monotonic() - begun:.0f} s", flush=True)
    assert np.isfinite(float(value)), "the training diverged"
    write(path, weights, tokenizer)
    print(f"{sum(weight.size for weight in weights.values())} parameters, {len(stream)} tokens of text")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
