// Charts of every page.
import type { Chinese } from "./chinese";

export const en = {
  "chart.cpu": "CPU",
  "chart.memory": "Memory",
  "chart.heap": "JavaScript heap",
  "chart.nodes": "DOM nodes",
  "statistic.count": "Samples",
  "statistic.avg": "avg",
  "statistic.min": "min",
  "statistic.max": "max",
  "statistic.p50": "p50",
  "statistic.p95": "p95",
} as const;

export const zh: Chinese<typeof en> = {
  "chart.cpu": "CPU",
  "chart.memory": "内存",
  "chart.heap": "JavaScript 堆",
  "chart.nodes": "DOM 节点",
  "statistic.count": "样本数",
  "statistic.avg": "平均",
  "statistic.min": "最小",
  "statistic.max": "最大",
  "statistic.p50": "p50",
  "statistic.p95": "p95",
};
