/** Nothing is drawn in these tests. What a chart shows stands in a table as well; the charts are seen in a browser, by tests/e2e. */
export const drawChart = () => () => {}
