"""Fund outlook 基金预测: what will be owed, how long the reserve lasts; half-yearly reports."""
