//! What is told of alerts arrives once, later if it must, and never twice. Time is the test's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use analysis::Rules;
use controller::alert::retry::{CLAIM, MOST_ATTEMPTS};
use controller::alert::storage::{Ended, Then};
use controller::alert::{Action, Alert, Alerts, Announcer, Notifier, Outbox, Resolution, SeenAlert};
use controller::doors::Doors;
use controller::store::alerts::{Delivery, DeliveryState};
use controller::store::{DEFAULT_PROJECT, Store};
use dataset::Timestamp;
use protocol::Ids;
use tokio_util::sync::CancellationToken;

use crate::house::{House, NOW};
use crate::night::regression;
use crate::receiver::{Receiver, Reply};

/// A house whose alerts are told to a receiver.
struct Told {
    house: House,
    alerts: Alerts,
    receiver: Receiver,
    now: Arc<AtomicI64>,
}

fn announcing(house: &mut House) -> Alerts {
    let alerts = Alerts::announced_by(Some(Announcer::new("https://lab.example")));
    house.doors =
        Doors::new(house.keeper.clone(), house.store.clone(), Rules::default()).announcing(alerts.clone());
    alerts
}

impl Told {
    async fn to(replies: &[Reply]) -> Self {
        let mut house = House::sqlite().await;
        let alerts = announcing(&mut house);
        let now = Arc::new(AtomicI64::new(NOW.epoch_ms()));
        Self { house, alerts, receiver: Receiver::answering(replies).await, now }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_epoch_ms(self.now.load(Ordering::Relaxed))
    }

    fn pass(&self, span: Duration) {
        self.now.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// One look at the outbox; when the next one is due.
    async fn look(&self) -> Option<Timestamp> {
        let notifier = Notifier::new(self.house.store.clone(), self.receiver.webhook()).unwrap();
        notifier.send_due(|| self.now(), || 0.0, &CancellationToken::new()).await.unwrap()
    }

    async fn act(&self, alert: &Alert, action: Action) -> Alert {
        let seen = SeenAlert { project: DEFAULT_PROJECT.to_owned(), id: alert.id, version: None };
        let by = ("ada", "a note", self.now(), || Ids.uuid());
        self.alerts.act(&self.house.store, &seen, &action, by).await.unwrap()
    }

    async fn deliveries(&self, alert: &Alert) -> Vec<Delivery> {
        self.house.store.alert_deliveries(alert.id).await.unwrap()
    }
}

#[tokio::test]
async fn opening_resolving_and_reopening_are_told_once_each_and_nothing_else() {
    let told = Told::to(&[]).await;
    let (slow, alert) = regression(&told.house, "told").await;
    told.house.add(&crate::night::night("told", 130.0)).await;
    told.act(&alert, Action::Acknowledge).await;
    told.act(&alert, Action::Assign(Some("grace".to_owned()))).await;
    told.act(&alert, Action::Resolve(Resolution::Fixed)).await;
    told.act(&alert, Action::Reopen).await;
    assert_eq!(told.look().await, None, "nothing waits any more");
    told.pass(Duration::from_hours(48));
    told.look().await;
    let received = told.receiver.received();
    let types: Vec<_> = received.iter().map(|notice| notice.body["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["alert.opened", "alert.resolved", "alert.reopened"]);
    let opened = &received[0].body;
    assert_eq!(received[0].timestamp_s, NOW.epoch_ms() / 1000);
    assert_eq!(opened["timestamp"], NOW.to_string());
    let data = &opened["data"];
    assert_eq!(
        (&data["alert"]["id"], &data["alert"]["metric"]),
        (&alert.id.to_string().into(), &"inference_time".into())
    );
    assert_eq!(data["alert"]["first_bad"]["mark"]["run"], slow.to_string());
    assert_eq!(data["links"]["alert"], format!("https://lab.example/p/default/alerts/{}", alert.id));
    assert_eq!(data["links"]["run"], format!("https://lab.example/p/default/runs/{slow}"));
    let resolved = &received[1].body["data"];
    assert_eq!(
        (&resolved["by"], &resolved["note"], &resolved["reason"]),
        (&"ada".into(), &"a note".into(), &"fixed".into())
    );
    assert_eq!((&resolved["alert"]["owner"], &resolved["alert"]["bad_runs"]), (&"grace".into(), &2.into()));
    let ids: Vec<_> =
        told.deliveries(&alert).await.iter().map(|each| format!("msg_{}", each.id.simple())).collect();
    assert_eq!(ids, received.iter().map(|notice| notice.id.clone()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_receiver_that_stumbles_is_tried_again_under_the_same_id_and_nobody_follows_its_redirects() {
    let replies = [Reply::Status(500), Reply::Redirect, Reply::Status(429), Reply::Status(200)];
    let told = Told::to(&replies).await;
    let (_, alert) = regression(&told.house, "stumbles").await;
    for wait in [5, 20, 80].map(Duration::from_secs) {
        assert_eq!(told.look().await, Some(told.now().plus(wait)));
        told.look().await;
        told.pass(wait);
    }
    assert_eq!(told.look().await, None);
    let received = told.receiver.received();
    assert_eq!(received.len(), 4, "one attempt a wait, however often somebody looks");
    assert!(received.iter().all(|notice| notice.path == "/hook" && notice.id == received[0].id));
    assert!(received.iter().all(|notice| notice.body == received[0].body));
    assert!(received[3].timestamp_s > received[0].timestamp_s, "each attempt is signed anew");
    let [delivery] = <[Delivery; 1]>::try_from(told.deliveries(&alert).await).unwrap();
    assert_eq!(delivery.state, DeliveryState::Delivered);
    let ends: Vec<_> = delivery.attempts.iter().map(|attempt| (attempt.number, attempt.status)).collect();
    assert_eq!(ends, [(1, Some(500)), (2, Some(302)), (3, Some(429)), (4, Some(200))]);
    assert_eq!(
        delivery.attempts[1].problem.as_deref(),
        Some("the receiver answered 302; redirects are not followed")
    );
    assert_eq!(delivery.attempts[3].problem, None);
}

#[tokio::test]
async fn after_twelve_attempts_a_notice_is_given_up_and_the_next_one_goes() {
    let told = Told::to(&[Reply::Status(503); MOST_ATTEMPTS as usize]).await;
    let (_, alert) = regression(&told.house, "given up").await;
    told.act(&alert, Action::Resolve(Resolution::Noise)).await;
    while let Some(next) = told.look().await {
        told.pass(next.since(told.now()));
    }
    let types: Vec<_> = told.receiver.received().iter().map(|notice| notice.body["type"].clone()).collect();
    assert_eq!(types.len(), 13);
    assert_eq!(
        (&types[11], &types[12]),
        (&"alert.opened".into(), &"alert.resolved".into()),
        "in their order"
    );
    let states: Vec<_> = told.deliveries(&alert).await.iter().map(|delivery| delivery.state).collect();
    assert_eq!(states, [DeliveryState::GivenUp, DeliveryState::Delivered]);
}

#[tokio::test]
async fn a_receiver_that_is_gone_or_out_of_reach_is_told_apart() {
    let told = Told::to(&[Reply::Status(410)]).await;
    let (_, alert) = regression(&told.house, "gone").await;
    assert_eq!(told.look().await, None);
    assert_eq!(told.deliveries(&alert).await[0].state, DeliveryState::GivenUp);
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/secret-path", closed.local_addr().unwrap());
    drop(closed);
    let told = Told { receiver: told.receiver.moved_to(url), ..told };
    let (_, alert) = regression(&told.house, "out of reach").await;
    assert!(told.look().await.is_some());
    let delivery = told.deliveries(&alert).await.remove(0);
    let problem = delivery.attempts[0].problem.clone().unwrap();
    assert!(problem.starts_with("the receiver cannot be reached"), "{problem}");
    assert!(!problem.contains("secret-path"), "{problem}");
}

#[tokio::test]
async fn a_controller_that_ended_while_sending_is_known_by_the_same_id() {
    let told = Told::to(&[]).await;
    let (_, alert) = regression(&told.house, "ended").await;
    let waiting = told.house.store.waiting().await.unwrap()[0];
    let until = told.now().plus(CLAIM);
    told.house.store.claim(&waiting, told.now(), until).await.unwrap().unwrap();
    assert_eq!(told.look().await, Some(until), "whoever claimed it may still be sending");
    assert!(told.receiver.received().is_empty());
    told.pass(CLAIM);
    assert_eq!(told.look().await, None);
    let received = told.receiver.received();
    assert_eq!((received.len(), received[0].id.clone()), (1, format!("msg_{}", waiting.id.simple())));
    let attempts = told.deliveries(&alert).await.remove(0).attempts;
    assert_eq!((attempts.len(), attempts[0].ended_at, attempts[1].status), (2, None, Some(204)));
}

#[tokio::test]
async fn two_controllers_on_one_database_send_each_notice_once() {
    let mut house = House::postgres().await;
    announcing(&mut house);
    for number in 0..6 {
        regression(&house, &format!("both {number}")).await;
    }
    let receiver = Receiver::answering(&[]).await;
    let url = house.server.as_ref().unwrap().url();
    let looks = (0..4).map(|_| {
        let (url, webhook) = (url.clone(), receiver.webhook());
        tokio::spawn(async move {
            let notifier = Notifier::new(Store::open(&url).await.unwrap(), webhook).unwrap();
            notifier.send_due(|| NOW, || 0.0, &CancellationToken::new()).await.unwrap();
        })
    });
    for look in looks.collect::<Vec<_>>() {
        look.await.unwrap();
    }
    let mut ids: Vec<_> = receiver.received().into_iter().map(|notice| notice.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), receiver.received().len()), (6, 6));
}

#[tokio::test]
async fn the_notifier_wakes_for_what_is_new_and_ends_when_it_is_told() {
    let told = Told::to(&[]).await;
    let notifier = Notifier::new(told.house.store.clone(), told.receiver.webhook()).unwrap();
    let (alerts, shutdown) = (told.alerts.clone(), CancellationToken::new());
    let sending = tokio::spawn({
        let shutdown = shutdown.clone();
        async move { notifier.keep_sending(&alerts, (|| NOW, || 0.0), &shutdown).await }
    });
    let (_, alert) = regression(&told.house, "woken").await;
    let received = told.receiver.received_at_least(1).await;
    assert_eq!(received[0].body["data"]["alert"]["id"], alert.id.to_string());
    shutdown.cancel();
    tokio::time::timeout(Duration::from_secs(30), sending).await.unwrap().unwrap();
    assert_eq!(told.deliveries(&alert).await[0].state, DeliveryState::Delivered);
}

/// Part of the suite that runs on both databases.
pub(crate) async fn a_notice_is_claimed_by_one_and_settled_once(house: &House) {
    let (_, alert) = regression(house, "claimed").await;
    let announcer = Alerts::announced_by(Some(Announcer::new("https://lab.example")));
    let seen = SeenAlert { project: DEFAULT_PROJECT.to_owned(), id: alert.id, version: None };
    let by = ("ada", "", NOW, || Ids.uuid());
    announcer.act(&house.store, &seen, &Action::Resolve(Resolution::Noise), by).await.unwrap();
    let waiting = house.store.waiting().await.unwrap();
    let waiting = *waiting.iter().find(|notice| notice.alert == alert.id).unwrap();
    let early = Timestamp::from_epoch_ms(NOW.epoch_ms() - 1);
    assert_eq!(house.store.claim(&waiting, early, NOW).await.unwrap(), None, "before its time");
    let until = NOW.plus(CLAIM);
    let claimed = house.store.claim(&waiting, NOW, until).await.unwrap().unwrap();
    assert_eq!(claimed.attempt, 1);
    assert_eq!(house.store.claim(&waiting, until, until).await.unwrap(), None, "somebody was faster");
    let delivered = Ended { at: NOW, status: Some(200), problem: None, then: Then::Delivered };
    house.store.settle(&claimed, &delivered).await.unwrap();
    let failed = Ended { at: NOW, status: None, problem: Some("late".to_owned()), then: Then::Again(NOW) };
    house.store.settle(&claimed, &failed).await.unwrap();
    let delivery = house.store.alert_deliveries(alert.id).await.unwrap().remove(0);
    assert_eq!((delivery.state, delivery.event.as_str()), (DeliveryState::Delivered, "alert.resolved"));
    assert!(house.store.waiting().await.unwrap().iter().all(|notice| notice.alert != alert.id));
}
