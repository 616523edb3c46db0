//! How unevenly something is shared.

use maillon_model::Score;

/// The Gini coefficient: 0 where all have the same, near 1 where one has all. `None` below two values, where there is nothing to
/// share, and where one is negative: it has no meaning there.
///
/// G = Σ (2 i − n − 1) xᵢ / (n Σ xᵢ) over the values in rising order. C. Gini 1912; in this form A. Sen, "On Economic Inequality",
/// 1973, p. 31.
pub(crate) fn gini(mut values: Vec<f64>) -> Option<Score> {
    values.sort_unstable_by(f64::total_cmp);
    let (n, sum) = (values.len() as f64, values.iter().sum::<f64>());
    let least = values.first()?;
    if values.len() < 2 || *least < 0.0 || sum <= 0.0 {
        return None;
    }
    let weighted: f64 = values.iter().enumerate().map(|(i, x)| (2.0 * (i as f64 + 1.0) - n - 1.0) * x).sum();
    Some(Score::saturating(weighted / (n * sum)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half the mean difference between any two, over the mean.
    fn slow(values: &[f64]) -> f64 {
        let n = values.len() as f64;
        let differences: f64 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
        differences / (2.0 * n * values.iter().sum::<f64>())
    }

    #[test]
    fn by_hand_and_by_differences() {
        assert_eq!(gini(vec![5.0, 5.0, 5.0]).unwrap().value(), 0.0);
        assert_eq!(gini(vec![0.0, 0.0, 0.0, 8.0]).unwrap().value(), 0.75);
        let values = [3.0, 100.0, 0.0, 7.5, 41.0, 7.5];
        assert!((gini(values.to_vec()).unwrap().value() - slow(&values)).abs() < 1e-12);
        assert_eq!(gini(vec![1.0]), None, "a group of one");
        assert_eq!(gini(vec![0.0, 0.0]), None);
        assert_eq!(gini(vec![-1.0, 5.0]), None);
        assert_eq!(gini(vec![]), None);
    }
}
