//! Faults put into texts of the embedded realizer: verification has to find each of them, and must
//! raise no alarm on the texts as they were written.

#[path = "../examples/faults/injection.rs"]
mod injection;

#[test]
fn faults_are_found_and_clean_texts_raise_no_alarm() {
    let (report, short) = injection::find(60);
    println!("{report}");
    assert!(short.is_empty(), "{short:#?}");
}
