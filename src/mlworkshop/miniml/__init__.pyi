from .batch import predict_batch as predict_batch
from .costs import cost as cost
from .evaluation import evaluate as evaluate
from .model import train as train
from .serving import serve as serve
from .source import DataSource as DataSource
