//! Linear and logistic regression, fitted the same way every time: standardised features, an L2 penalty, Newton's steps
//! (iteratively reweighted least squares). For models over a few dozen numbers.

/// Weights of logistic regression for raw features, the constant first.
pub(crate) fn logistic(rows: &[Vec<f64>], truth: &[bool], penalty: f64) -> Vec<f64> {
    let truth: Vec<f64> = truth.iter().map(|t| f64::from(u8::from(*t))).collect();
    regression(rows, &truth, penalty, |z| {
        let p = 1.0 / (1.0 + (-z).exp());
        (p, (p * (1.0 - p)).max(1e-9))
    })
}

/// Weights of ridge regression for raw features, the constant first.
pub(crate) fn ridge(rows: &[Vec<f64>], truth: &[f64], penalty: f64) -> Vec<f64> {
    regression(rows, truth, penalty, |z| (z, 1.0))
}

/// `link` gives the prediction and its slope.
#[expect(clippy::many_single_char_names, reason = "the letters of the textbook")]
fn regression(rows: &[Vec<f64>], truth: &[f64], penalty: f64, link: impl Fn(f64) -> (f64, f64)) -> Vec<f64> {
    let d = rows.first().map_or(0, Vec::len);
    let n = rows.len() as f64;
    let mean: Vec<f64> = (0..d).map(|k| rows.iter().map(|r| r[k]).sum::<f64>() / n).collect();
    let spread: Vec<f64> = (0..d)
        .map(|k| (rows.iter().map(|r| (r[k] - mean[k]).powi(2)).sum::<f64>() / n).sqrt().max(1e-9))
        .collect();
    let scaled: Vec<Vec<f64>> = rows
        .iter()
        .map(|r| {
            let own = (0..d).map(|k| if spread[k] > 1e-8 { (r[k] - mean[k]) / spread[k] } else { 0.0 });
            std::iter::once(1.0).chain(own).collect()
        })
        .collect();
    let mut w = vec![0.0; d + 1];
    for _ in 0..25 {
        let mut gradient = vec![0.0; d + 1];
        let mut hessian = vec![vec![0.0; d + 1]; d + 1];
        for (row, t) in scaled.iter().zip(truth) {
            let z: f64 = row.iter().zip(&w).map(|(x, w)| x * w).sum();
            let (p, v) = link(z);
            for i in 0..=d {
                gradient[i] += (p - t) * row[i];
                for j in 0..=i {
                    hessian[i][j] += v * row[i] * row[j];
                }
            }
        }
        for i in 0..=d {
            let penalty = if i == 0 { 1e-9 } else { penalty };
            gradient[i] += penalty * w[i];
            hessian[i][i] += penalty;
            let row: Vec<f64> = hessian[i][..i].to_vec();
            for (below, value) in hessian.iter_mut().zip(row) {
                below[i] = value;
            }
        }
        let step = solve(hessian, gradient);
        for (w, s) in w.iter_mut().zip(&step) {
            *w -= s;
        }
        if step.iter().all(|s| s.abs() < 1e-8) {
            break;
        }
    }
    let mut out = vec![w[0]];
    for k in 0..d {
        let raw = if spread[k] > 1e-8 { w[k + 1] / spread[k] } else { 0.0 };
        out[0] -= raw * mean[k];
        out.push(raw);
    }
    out
}

/// What raw weights make of a row.
pub(crate) fn score(weights: &[f64], row: &[f64]) -> f64 {
    weights[0] + row.iter().zip(&weights[1..]).map(|(x, w)| x * w).sum::<f64>()
}

/// Gaussian elimination with the largest pivot.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|i, j| a[*i][k].abs().total_cmp(&a[*j][k].abs())).unwrap_or(k);
        a.swap(k, pivot);
        b.swap(k, pivot);
        let row = a[k].clone();
        for i in k + 1..n {
            let f = if row[k] == 0.0 { 0.0 } else { a[i][k] / row[k] };
            for (x, y) in a[i][k..].iter_mut().zip(&row[k..]) {
                *x -= f * y;
            }
            b[i] -= f * b[k];
        }
    }
    for k in (0..n).rev() {
        let rest: f64 = (k + 1..n).map(|j| a[k][j] * b[j]).sum();
        b[k] = if a[k][k] == 0.0 { 0.0 } else { (b[k] - rest) / a[k][k] };
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_point_where_the_truth_lies() {
        let rows: Vec<Vec<f64>> = (0..40).map(|i| vec![f64::from(i % 8), f64::from(i % 3), 1.0]).collect();
        let truth: Vec<bool> = (0..40).map(|i| i % 8 > 3).collect();
        let w = logistic(&rows, &truth, 0.1);
        assert!(score(&w, &[7.0, 0.0, 1.0]) > 0.0 && score(&w, &[0.0, 2.0, 1.0]) < 0.0, "{w:?}");
        assert!(w[1].abs() > w[2].abs() && w[3] == 0.0);
    }
}
