//! A series file of any bytes: it is told from the one that was written, and written anew.

use tokio::runtime::Runtime;

use crate::house::House;
use crate::samples::Sample;

#[test]
fn no_series_file_is_believed_but_the_one_that_was_written() {
    let runtime = Runtime::new().unwrap();
    let (house, run) = runtime.block_on(async {
        let house = House::sqlite().await;
        let run = house.add(&Sample::default()).await;
        (house, run)
    });
    let path = house.folder.path().join("runs").join(format!("{run}.series"));
    let whole = house.objects.thinned_series(run, 600).unwrap();
    bolero::check!().with_iterations(100).for_each(|bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(house.objects.thinned_series(run, 600).unwrap(), whole);
    });
}
