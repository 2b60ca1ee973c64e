//! The committed `OpenAPI` document is what the code says.

use std::path::Path;

#[test]
fn committed_openapi_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../webui/openapi.json");
    let mut fresh = controller::http_api::openapi(controller::live::routes()).to_pretty_json().unwrap();
    fresh.push('\n');
    if std::env::var_os("PERFSIGHT_REGENERATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "webui/openapi.json is stale; run the tests with PERFSIGHT_REGENERATE=1 to rewrite it"
    );
}
