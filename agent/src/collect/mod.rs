//! Samples the driven browser from outside and inside at drift-free ticks. Never changes what it measures.

pub mod seam;
