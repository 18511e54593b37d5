"""The llama.cpp server with a model, until the standard input ends.

    python serve.py MODEL.gguf PORT KEY ORIGIN

PORT 0 takes a free one; KEY - asks for none; ORIGIN * lets every page ask. Its first line of output
is the address. Whoever starts it holds its standard input open: it never outlives them.
"""

import sys

import xllamacpp


def serve(model, port, key, origin):
    asked = xllamacpp.CommonParams()
    asked.model.path = model
    asked.model_alias = {"causeloom-tiny"}
    asked.port = int(port)
    asked.n_parallel = 2
    asked.n_ctx = 2 * 4096
    # Two threads of the tiny model wait for each other more than they compute.
    asked.cpuparams.n_threads = asked.cpuparams_batch.n_threads = 1
    asked.n_gpu_layers = 0
    asked.warmup = False
    asked.cors_origins = origin
    if key != "-":
        asked.api_keys = [key]
    return xllamacpp.Server(asked)


if __name__ == "__main__":
    server = serve(*sys.argv[1:])
    print(server.listening_address, flush=True)
    sys.stdin.read()
