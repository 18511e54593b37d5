//! Language models for the tests: a server that fails as it is told, a tiny model, and llama.cpp with it.

use anyhow::{Context, Result};
use lexopt::prelude::*;
use std::thread;
use std::time::Duration;

mod fault;
mod question;
mod routing;
mod server;
mod state;
pub(crate) mod tiny;
mod wire;
mod writer;

pub(crate) use server::FaultServer;

/// The key that both servers ask for.
pub(crate) const KEY: &str = "key-of-the-test";

/// How long a server runs that nobody ends.
const HOURS: u64 = 12;

/// `cargo xtask llm-server [--port N] [--fault NAME] [--phase N]`: serves until it is ended.
pub(crate) fn serve_faults(mut arguments: lexopt::Parser) -> Result<()> {
    let (mut port, mut fault, mut phase) = (8090, None, fault::Phase::First);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("port") => port = arguments.value()?.parse().context("--port")?,
            Long("fault") => fault = Some(fault::Fault::parse(&arguments.value()?.string()?)?),
            Long("phase") => {
                phase = fault::Phase::of_number(arguments.value()?.parse().context("--phase")?)?;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let server = FaultServer::start(port)?;
    if let Some(fault) = fault {
        server.arm(fault, phase);
    }
    println!("{}  with the key {KEY}  (end with Ctrl-C)", server.url());
    println!(
        "steered by POST to /script, /fault and /settings; GET /requests tells what was asked"
    );
    thread::sleep(Duration::from_hours(HOURS));
    Ok(())
}

/// `cargo xtask tiny-model`: makes the model where it is not there, and says where it lies.
pub(crate) fn make_model() -> Result<()> {
    println!("{}", tiny::model()?.display());
    Ok(())
}

/// `cargo xtask llama-server [--port N]`: serves the tiny model until it is ended.
pub(crate) fn serve_model(port: u16) -> Result<()> {
    let server = tiny::LlamaServer::start(&tiny::model()?, port)?;
    println!("{}  with the key {KEY}  (end with Ctrl-C)", server.url());
    server.wait()
}
