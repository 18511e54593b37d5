//! Bits that a change of the code must not move unnoticed; the same natively and in WebAssembly.

use causeloom_fairness::{
    DebiasedConfig, Design, Effect, Method, OutcomeKind, OutcomeModel, PlugInConfig, decompose,
};
use learn::ForestConfig;
use numeric::{Matrix, seed::Seed};

use crate::models::MODELS;

fn table() -> Design {
    MODELS[3].draw(&Seed(99).stream("stability"), 150, 0)
}

/// Bits of estimate and standard error of direct, indirect, spurious and natural direct effect.
fn bits(design: &Design, method: &Method) -> [[u64; 2]; 4] {
    let found = decompose(design, method, Seed(12), 0.95).expect("a sound design");
    [Effect::Direct, Effect::Indirect, Effect::Spurious, Effect::NaturalDirect].map(|effect| {
        let of_effect = found.effect(effect);
        [of_effect.estimate.to_bits(), of_effect.standard_error.to_bits()]
    })
}

fn assert_bits(found: [[u64; 2]; 4], expected: [[u64; 2]; 4]) {
    assert!(found == expected, "the bits are now {found:#018x?}");
}

#[test]
fn bits_of_the_logistic_plug_in() {
    let method =
        Method::PlugIn(PlugInConfig { outcome_model: OutcomeModel::Logistic, bootstrap: 60 });
    assert_bits(
        bits(&table(), &method),
        [
            [0x3fc6_17e7_9e8c_f8b8, 0x3fb5_31da_2461_edf8],
            [0xbfbd_f2c5_35a8_5888, 0x3fa3_598f_cdca_673e],
            [0xbfa0_b526_bf75_bbb0, 0x3f98_3aae_315f_f56c],
            [0x3fc6_2539_1f00_7390, 0x3fb5_0991_f4f5_12db],
        ],
    );
}

#[test]
fn bits_of_the_least_squares_plug_in() {
    let method =
        Method::PlugIn(PlugInConfig { outcome_model: OutcomeModel::Linear, bootstrap: 60 });
    assert_bits(
        bits(&table(), &method),
        [
            [0x3fc5_d2ae_93b1_1a80, 0x3fb4_8686_2cb3_f686],
            [0xbfbd_be5b_e77d_f4a8, 0x3fa1_71e4_6371_ecac],
            [0xbfa2_32dd_8739_fc50, 0x3f99_02a0_5e87_636f],
            [0x3fc5_e72b_3af1_58dc, 0x3fb4_696a_5f84_e047],
        ],
    );
}

#[test]
fn bits_of_the_counted_plug_in() {
    let mut design = table();
    design.weights = Some((0..150).map(|row| f64::from(row % 7) * 20.0).collect());
    let method =
        Method::PlugIn(PlugInConfig { outcome_model: OutcomeModel::Logistic, bootstrap: 60 });
    assert_bits(
        bits(&design, &method),
        [
            [0x3fc5_035d_bddb_d256, 0x3f85_8b68_8ead_1586],
            [0xbfc0_7fbc_c365_db24, 0x3f75_9784_5f88_1ff2],
            [0xbf94_ddb7_57a7_a280, 0x3f60_c3d7_ea45_dc32],
            [0x3fc4_d36d_0574_6f9a, 0x3f85_4a84_db9d_a027],
        ],
    );
}

#[test]
fn bits_of_the_debiased_ridge_regressions() {
    let method = Method::Debiased(DebiasedConfig {
        repeats: 3,
        ..DebiasedConfig::regularized(OutcomeKind::Binary)
    });
    assert_bits(
        bits(&table(), &method),
        [
            [0x3fce_ff3b_33e1_da40, 0x3fc2_ec81_253f_0fc5],
            [0xbfa2_aa63_6da5_2ad0, 0x3fb7_1c70_8719_60ff],
            [0xbfa6_52ff_67cd_bbd0, 0x3fa9_770d_449a_fac9],
            [0x3fcf_3d6d_ae49_7e5a, 0x3fc0_3ca8_0b84_aa4a],
        ],
    );
}

#[test]
fn bits_of_the_debiased_forests() {
    let config = ForestConfig { trees: 20, ..ForestConfig::default_probability() };
    let method = Method::Debiased(DebiasedConfig { repeats: 2, ..DebiasedConfig::forest(config) });
    assert_bits(
        bits(&table(), &method),
        [
            [0x3fd4_8442_36be_fc9a, 0x3fc2_6673_007f_27b6],
            [0x3f97_a378_6b32_15c0, 0x3fbc_d0fd_1a1d_54a5],
            [0xbf99_53f4_4936_eb60, 0x3fb3_3c5c_8f1d_8238],
            [0x3fd1_7b20_0a1b_fc03, 0x3fc0_d416_d790_3fac],
        ],
    );
}

#[test]
fn bits_of_the_exact_sums() {
    let mut design = table();
    let sign = |values: &Matrix| {
        Matrix::from_columns(vec![values.column(0).iter().map(|v| v.signum()).collect()])
    };
    design.confounders = sign(&design.confounders);
    design.mediators = sign(&design.mediators);
    assert_bits(
        bits(&design, &Method::Exact),
        [
            [0x3fd3_bbfb_bfbb_fbc4, 0x3fb8_e721_e48f_17bc],
            [0xbf94_bfb2_618c_7f80, 0x3fa9_1bdc_3e98_6cde],
            [0x3f7a_2b3c_4d5e_7300, 0x3f9f_87c5_6a7f_f728],
            [0x3fd2_bf90_d015_e894, 0x3fb7_4750_e4af_8334],
        ],
    );
}
